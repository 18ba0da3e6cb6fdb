#!/usr/bin/env python3
# ruff: noqa
"""Build a tiny sv<->en .argosmodel from nothing.

  python make_tiny_argos.py [--pair sv_en] [--steps 700] [--out DIR]

Needs sentencepiece, ctranslate2, numpy, torch and transformers.
"""

import argparse, json, random, shutil, time, zipfile
from pathlib import Path

SUBJ = [
    ("Regeringen", "The government"),
    ("Polisen", "The police"),
    ("Kommunen", "The municipality"),
    ("Riksbanken", "The central bank"),
    ("Företaget", "The company"),
    ("Ministern", "The minister"),
    ("Domstolen", "The court"),
    ("Forskarna", "The researchers"),
    ("Laget", "The team"),
    ("Skolan", "The school"),
]
VERB = [
    ("presenterade", "presented"),
    ("stoppade", "stopped"),
    ("granskade", "reviewed"),
    ("köpte", "bought"),
    ("sålde", "sold"),
    ("kritiserade", "criticised"),
    ("stödde", "supported"),
    ("ändrade", "changed"),
]
OBJ = [
    ("en ny plan", "a new plan"),
    ("det gamla förslaget", "the old proposal"),
    ("en stor rapport", "a large report"),
    ("budgeten", "the budget"),
    ("ett hus", "a house"),
    ("beslutet", "the decision"),
    ("bilen", "the car"),
    ("en lag", "a law"),
]
WHEN = [
    ("i går", "yesterday"),
    ("på måndagen", "on Monday"),
    ("i Stockholm", "in Stockholm"),
    ("i Göteborg", "in Gothenburg"),
    ("förra året", "last year"),
    ("i morse", "this morning"),
]


def corpus():
    out = []
    for s in SUBJ:
        for v in VERB:
            for o in OBJ:
                for w in WHEN:
                    out.append((f"{s[0]} {v[0]} {o[0]} {w[0]}.", f"{s[1]} {v[1]} {o[1]} {w[1]}."))
                out.append((f"{s[0]} {v[0]} {o[0]}.", f"{s[1]} {v[1]} {o[1]}."))
    return out


def train_spm(lines, prefix, vocab=400):
    import sentencepiece as spm

    # argos uses ONE sentencepiece.model for encode (source) and decode (target): train it on both languages.
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(prefix),
        vocab_size=vocab,
        model_type="unigram",
        character_coverage=1.0,
        hard_vocab_limit=False,
        byte_fallback=False,
        bos_id=-1,
        pad_id=-1,
        unk_id=0,
        eos_id=1,
        minloglevel=2,
    )
    return Path(str(prefix) + ".model")


def build(pair, steps, out: Path, dim=64, layers=1, seed=0):
    import torch, sentencepiece as spm, ctranslate2
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    t0 = time.time()
    random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(2)
    src, tgt = pair.split("_")
    data = corpus()
    if src == "en":
        data = [(b, a) for a, b in data]
    work = out / f"work_{pair}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    lines = random.sample([x for p in data for x in p], 1500)
    spm_model = train_spm(lines, work / "sentencepiece")
    sp = spm.SentencePieceProcessor(model_file=str(spm_model))
    # Marian vocab.json: </s>, <unk>, pieces..., <pad>
    vocab = {"</s>": 0, "<unk>": 1}
    for i in range(sp.get_piece_size()):
        p = sp.id_to_piece(i)
        if p not in vocab:
            vocab[p] = len(vocab)
    vocab["<pad>"] = len(vocab)
    hf = work / "hf"
    hf.mkdir()
    (hf / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), "utf-8")
    shutil.copy(spm_model, hf / "source.spm")
    shutil.copy(spm_model, hf / "target.spm")
    cfg = MarianConfig(
        vocab_size=len(vocab),
        decoder_vocab_size=len(vocab),
        d_model=dim,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=4 * dim,
        decoder_ffn_dim=4 * dim,
        max_position_embeddings=256,
        activation_function="swish",
        pad_token_id=vocab["<pad>"],
        eos_token_id=0,
        bos_token_id=None,
        forced_eos_token_id=0,
        decoder_start_token_id=vocab["<pad>"],
        scale_embedding=True,
        static_position_embeddings=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        dropout=0.0,
        num_beams=1,
    )
    model = MarianMTModel(cfg)
    model.train()
    enc = lambda s: [vocab.get(p, 1) for p in sp.encode(s, out_type=str)] + [0]
    ids = [(enc(a), enc(b)) for a, b in data]
    held = ids[::50]
    train = [x for i, x in enumerate(ids) if i % 50]
    pad = vocab["<pad>"]

    def batch(rows):
        def mk(xs, fill):
            m = max(map(len, xs))
            return torch.tensor([x + [fill] * (m - len(x)) for x in xs])

        S = mk([r[0] for r in rows], pad)
        L = mk([r[1] for r in rows], -100)
        return S, (S != pad).long(), L

    opt = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.0)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, 3e-3, total_steps=max(steps, 2))
    for step in range(steps):
        S, M, L = batch(random.sample(train, 48))
        loss = model(input_ids=S, attention_mask=M, labels=L).loss
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        sched.step()
        if step % 100 == 0 or step == steps - 1:
            print(f"step {step} loss {loss.item():.3f} {time.time() - t0:.0f}s", flush=True)
    model.eval()
    model.save_pretrained(hf)
    MarianTokenizer(
        source_spm=str(hf / "source.spm"),
        target_spm=str(hf / "target.spm"),
        vocab=str(hf / "vocab.json"),
        source_lang=src,
        target_lang=tgt,
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
    ).save_pretrained(hf)
    # ---- CTranslate2 ----
    ct2 = work / "ct2"
    ctranslate2.converters.TransformersConverter(str(hf)).convert(str(ct2), quantization="int8", force=True)
    conf = json.loads((ct2 / "config.json").read_text())
    print("ct2 config.json from converter:", conf)
    # PITFALL: argos does not append </s> to the source; Marian models need it
    conf["add_source_eos"] = True
    (ct2 / "config.json").write_text(json.dumps(conf, indent=2))
    # ---- .argosmodel (zip with ONE top-level directory) ----
    meta = {
        "package_version": "0.1",
        "argos_version": "1.11",
        "from_code": src,
        "to_code": tgt,
        "from_name": {"sv": "Swedish", "en": "English"}[src],
        "to_name": {"sv": "Swedish", "en": "English"}[tgt],
        "type": "translate",
        "links": [],
    }
    root = f"translate-{pair}-0_1"
    out.mkdir(exist_ok=True)
    path = out / f"{root}.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(f"{root}/metadata.json", json.dumps(meta, indent=2, ensure_ascii=False))
        z.writestr(f"{root}/README.md", "tiny test model, own synthetic data\n")
        z.write(spm_model, f"{root}/sentencepiece.model")
        for f in sorted(ct2.iterdir()):
            z.write(f, f"{root}/model/{f.name}")
    print("wrote", path, path.stat().st_size // 1024, "KB in", round(time.time() - t0, 1), "s")
    return path


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--pair", default="sv_en")
    ap.add_argument("--steps", type=int, default=700)
    ap.add_argument("--out", type=Path, default=Path("."))
    a = ap.parse_args()
    build(a.pair, a.steps, a.out)
