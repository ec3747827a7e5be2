// Where the notes stand in the margin. Everything is measured first and written afterwards: each note at its mark,
// pushed down only as far as the one above needs; the open note exactly at its mark, those above moved up instead.

export const WIDE = "(min-width: 68.75em)";
const GAP = 10; // px between two notes

/** The words that a note is about, as pieces in the order of the text. @param {HTMLElement} text @param {HTMLElement} note */
export function marksOf(text, note) {
  const id = note.dataset.note;
  return id ? /** @type {HTMLElement[]} */ ([...text.querySelectorAll(`mark[data-notes~="${CSS.escape(id)}"]`)]) : [];
}

/**
 * Puts the notes of one reading text beside their lines, or gives them back to the flow where there is no margin.
 * @param {HTMLElement} text @param {HTMLElement[]} notes @param {HTMLElement | null} active
 */
export function layOut(text, notes, active) {
  if (!matchMedia(WIDE).matches) {
    for (const note of notes) note.style.removeProperty("translate");
    text.style.removeProperty("min-height");
    return;
  }
  const origin = text.getBoundingClientRect().top;
  const wanted = notes
    .filter((note) => note.checkVisibility())
    .map((note) => ({ note, at: lineOf(text, note) - origin, height: note.offsetHeight }))
    .sort((a, b) => a.at - b.at || notes.indexOf(a.note) - notes.indexOf(b.note));
  const tops = places(wanted, wanted.findIndex((one) => one.note === active));
  for (const [index, one] of wanted.entries()) {
    one.note.style.translate = `0 ${Math.round(tops[index])}px`;
    one.note.classList.toggle("is-level", Math.abs(tops[index] - one.at) < 2);
  }
  const last = wanted.length - 1;
  text.style.minHeight = last < 0 ? "" : `${Math.round(tops[last] + wanted[last].height + GAP)}px`;
}

/** The top of the line at which a note belongs: its mark's; of what arrives from elsewhere, the passage's last line. */
function lineOf(text, note) {
  const mark = marksOf(text, note)[0];
  const passage = note.closest(".passage")?.querySelector("p, pre") ?? note;
  const box = mark ? mark.getClientRects()[0] ?? mark.getBoundingClientRect() : passage.getBoundingClientRect();
  return mark ? box.top + box.height / 2 - 14 : box.bottom - 30;
}

/**
 * @param {{at: number, height: number}[]} wanted in their order @param {number} fixed index of the active one, or -1
 * @returns {number[]} the top of each
 */
function places(wanted, fixed) {
  const tops = new Array(wanted.length);
  let bottom = -Infinity;
  for (const [index, one] of wanted.entries()) {
    tops[index] = index === fixed ? one.at : Math.max(bottom, one.at);
    bottom = tops[index] + one.height + GAP;
  }
  for (let index = fixed - 1; index >= 0; index -= 1) {
    const limit = tops[index + 1] - GAP - wanted[index].height;
    if (tops[index] <= limit) break;
    tops[index] = limit;
  }
  if (!tops.length || tops[0] >= 0) return tops;
  // what was moved up must not leave the page; then the active note gives way after all
  bottom = 0;
  for (const [index, one] of wanted.entries()) {
    tops[index] = Math.max(bottom, tops[index]);
    bottom = tops[index] + one.height + GAP;
  }
  return tops;
}
