// What a plain form cannot do by itself: "None of these" and the rows above it take each other back, and say so.
// Everything works without this: the server says so when both are ticked.

for (const fieldset of document.querySelectorAll("fieldset.rows")) {
  const none = fieldset.querySelector("input[data-none]");
  if (!none) continue;
  const rows = [...fieldset.querySelectorAll(`input[name="${none.dataset.none}"]`)].filter((row) => row !== none);
  const taken = fieldset.querySelector(".taken");
  none.addEventListener("change", () => {
    const gone = none.checked ? rows.filter((row) => row.checked) : [];
    for (const row of gone) row.checked = false;
    const words = gone.length === 1 ? taken.dataset.takenOne : taken.dataset.takenOther;
    taken.textContent = gone.length ? words.replace("{n}", gone.length) : "";
  });
  for (const row of rows) {
    row.addEventListener("change", () => {
      const goes = row.checked && none.checked;
      if (goes) none.checked = false;
      taken.textContent = goes ? taken.dataset.takenNone : "";
    });
  }
}
