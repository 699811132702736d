// Keys of the page. Everything works without them, too.
const LEAVES_TYPING = "Escape";
let leads = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.target.closest("input, select, textarea")) {
    if (event.key === LEAVES_TYPING) {
      event.target.blur();
    }
    return;
  }
  const section = leads && document.querySelector(`nav [data-key="${CSS.escape(event.key)}"]`);
  leads = event.key === "g";
  if (section) {
    section.click();
  } else if (event.key === "/") {
    document.querySelector("input[type=search]")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    moveBy(event.key === "j" ? 1 : -1);
  } else {
    return;
  }
  event.preventDefault();
});

/** Puts the focus on the next or the one before of the rows that lead somewhere. */
function moveBy(step) {
  const rows = [...document.querySelectorAll("a.row")];
  const at = rows.indexOf(document.activeElement);
  const next = at === -1 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}
