// What a person would see at a glance: put into every page by test_browser_access.py.
"use strict";

window.looks = {
  /** What takes the focus, but does not come into view by that, or is covered where it would be clicked. */
  unreachable() {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
    const seen = all.filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled
      && !one.closest("dialog:not([open]), svg") && !one.matches(".skip"));
    // What stands beside the current place goes first: it is another one when the place is.
    seen.sort((one, two) => Boolean(two.closest("aside")) - Boolean(one.closest("aside")));
    return seen.filter(one => {
      if (!one.checkVisibility()) return false;
      one.focus();
      if (document.activeElement !== one) return true;
      one.scrollIntoView({block: "nearest"});
      return ![...one.getClientRects()].some(box => {
        const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
        const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return left < right && top < bottom && (one.contains(there) || there?.contains(one));
      });
    }).map(one => one.outerHTML.slice(0, 200));
  },

  /** Texts that stand out less than `least` from what is behind them. */
  faint(least) {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const known = new Map();
    const parse = text => {
      if (!known.has(text)) {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = text;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        known.set(text, [r, g, b, a / 255]);
      }
      return known.get(text);
    };
    const over = (front, back, share) => back.map((value, index) => share * front[index] + (1 - share) * value);
    const within = element => {
      if (!element) return [255, 255, 255];
      const [r, g, b, a] = parse(getComputedStyle(element).backgroundColor);
      return over([r, g, b], within(element.parentElement), a);
    };
    const light = colour => {
      const [r, g, b] = colour.map(value => value / 255)
        .map(value => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4);
      return .2126 * r + .7152 * g + .0722 * b;
    };
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
      if (element.closest(":disabled, .visually-hidden, .skip, script, style, option")) continue;
      const style = getComputedStyle(element);
      const [r, g, b, a] = parse(element.closest("svg") ? style.fill : style.color);
      let back = within(element);
      let front = over([r, g, b], back, a);
      for (let one = element; one; one = one.parentElement) {
        const share = Number(getComputedStyle(one).opacity);
        const behind = within(one.parentElement);
        if (share < 1) [front, back] = [front, back].map(colour => over(colour, behind, share));
      }
      const [low, high] = [light(front), light(back)].sort((x, y) => x - y);
      const contrast = (high + .05) / (low + .05);
      if (contrast < least) found.add(`${contrast.toFixed(2)} ${element.outerHTML.slice(0, 120)}`);
    }
    return [...found];
  },
};
