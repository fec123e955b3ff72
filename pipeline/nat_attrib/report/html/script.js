(() => {
  "use strict";
  const make = (name, props) => Object.assign(document.createElement(name), props);
  for (const table of document.querySelectorAll("table.data")) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length < 2) continue;
    const name = table.caption.textContent;
    const heads = [...table.tHead.rows[0].cells];
    const value = (row, column) => {
      const cell = row.cells[column];
      if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
      return heads[column].classList.contains("n") ? -Infinity : cell.textContent.toLowerCase();
    };
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort");
        const isNumber = head.classList.contains("n");
        const next = was === "none" ? (isNumber ? "descending" : "ascending") : was === "ascending" ? "descending" : "ascending";
        heads.forEach((other) => other.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        const keyed = rows.map((row) => [value(row, column), row]);
        keyed.sort(([a], [b]) => sign * (typeof a === "number" && typeof b === "number" ? a - b || 0 : String(a).localeCompare(String(b))));
        body.append(...keyed.map(([, row]) => row));
      });
    });
    const input = make("input", { type: "search", placeholder: "Filter rows", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", "Filter rows: " + name);
    const count = make("output", { className: "count" });
    const bar = make("div", { className: "filter" });
    bar.append(input, count);
    const say = (shown) => (count.textContent = shown === rows.length ? rows.length + " rows" : shown + " of " + rows.length + " rows");
    const texts = rows.map((row) => [...row.cells].map((cell) => cell.textContent).join(" ").toLowerCase());
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, place) => {
        row.hidden = !words.every((word) => texts[place].includes(word));
        if (!row.hidden) shown += 1;
      });
      say(shown);
    });
    say(rows.length);
    table.parentElement.before(bar);
  }
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
})();
