// What a plain form cannot do by itself: "None of these" and the rows above it take each other back.
// Everything works without this: the server says so when both are ticked.

for (const rows of document.querySelectorAll("fieldset.rows")) {
  const none = rows.querySelector("[data-none]");
  if (!none) continue;
  const others = [...rows.querySelectorAll('input[name="yes"]')];
  none.addEventListener("change", () => {
    if (none.checked) for (const other of others) other.checked = false;
  });
  for (const other of others) {
    other.addEventListener("change", () => {
      if (other.checked) none.checked = false;
    });
  }
}
