"""A termbase in TBX: both versions, both styles, and what is refused."""

from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.terms import Term
from pipeline.terms_reading import read_terms

BASIC = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en">
 <martifHeader><fileDesc><sourceDesc><p>An example</p></sourceDesc></fileDesc></martifHeader>
 <text><body>
  <termEntry id="c1">
   <note>prime minister</note>
   <langSet xml:lang="sv-SE"><tig><term>Masimov</term></tig></langSet>
   <langSet xml:lang="en"><!-- the press -->
    <tig><term>Masimov</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
    <ntig><termGrp><term>Massimow</term>
     <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig>
    <tig><term>Massimov</term><termNote type="partOfSpeech">proper noun</termNote>
     <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
   </langSet>
   <langSet xml:lang="de"><tig><term>Massimow</term></tig></langSet>
  </termEntry>
  <termEntry id="c2"><langSet xml:lang="de"><tig><term>Haus</term></tig></langSet></termEntry>
 </body></text>
</martif>
"""

DCA = """\
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
 <conceptEntry id="c1">
  <langSec xml:lang="sv"><termSec><term>Masimov</term></termSec></langSec>
  <langSec xml:lang="en">
   <termSec><term>Massimov</term><termNote type="partOfSpeech">proper noun</termNote></termSec>
   <termSec><term>Massimow</term></termSec>
   <termSec><term>Masimov</term>
    <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec>
   <note>prime  minister</note>
  </langSec>
 </conceptEntry>
</body></text></tbx>
"""

DCT = """\
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
 <conceptEntry id="c1">
  <langSec xml:lang="sv"><termSec><term>Masimov</term></termSec></langSec>
  <langSec xml:lang="en-GB">
   <termSec><term>Massimow</term>
    <min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
   <termSec><term>Massimov</term><min:partOfSpeech>proper noun</min:partOfSpeech>
    <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
    <note>prime minister</note></termSec>
   <termSec><term>Masimov</term>
    <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
  </langSec>
 </conceptEntry>
</body></text></tbx>
"""

MASIMOV = Term(("Masimov",), ("Massimov", "Massimow"), (), ("Masimov",), "proper noun", "prime minister")


@pytest.mark.parametrize("content", [BASIC, DCA, DCT], ids=["version 2", "DCA", "DCT"])
def test_a_file_is_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "terms.TBX"
    path.write_text(content, "utf-8")
    termbase = read_terms(path)
    assert termbase.terms == (MASIMOV,)
    assert next(termbase.find("Masimov left.", "en")).preferred == "Massimov"


ENTITY = BASIC.replace('SYSTEM "TBXBasiccoreStructV02.dtd"', '[<!ENTITY who SYSTEM "file:///etc/hostname">]')


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no well-formed XML"),
        ("sv,en\n", "no well-formed XML"),
        (BASIC[:-20], "no well-formed XML"),
        ("<tmx/>", "no TBX: its outermost element is <tmx>"),
        (BASIC.replace('"sv-SE"', '"fi"'), "no entry with a term in Swedish and in English"),
        (BASIC.replace("<term>Masimov</term></tig></langSet>", "<term> </term></tig></langSet>"), "no entry"),
        (ENTITY.replace("prime minister", "&who;"), "uses entities"),
    ],
)
def test_a_broken_file_says_what_is_wrong_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "terms.tbx"
    path.write_text(content, "utf-8")
    with pytest.raises(SourceError, match=message) as refusal:
        read_terms(path)
    assert "\n" not in str(refusal.value)


def test_a_case_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("sv,en,case\nNato,NATO,exact\nEU,EU,any\n", "utf-8")
    with pytest.raises(SourceError, match="the case 'any' in line 3"):
        read_terms(path)
    path.write_text("sv,en,case\nNato,NATO,exact\n", "utf-8")
    assert read_terms(path).terms == (Term(("Nato",), ("NATO",), case="exact"),)
