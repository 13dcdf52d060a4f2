/** Runs in the page: what a screen reader or the keyboard would stumble over. */
export const accessibilityProblems = `(() => {
  const problems = [];
  const all = [...document.querySelectorAll("body *")];
  const named = (element) => element.getAttribute("aria-label") || element.innerText?.trim() || element.title;
  for (const element of all.filter((one) => one.matches("button, summary, input, [role=treegrid], [role=row], [role=toolbar], nav")))
    if (!named(element)) problems.push("no name: " + element.outerHTML.slice(0, 80));
  for (const element of all)
    for (const name of ["aria-labelledby", "aria-activedescendant", "aria-controls"])
      if (element.hasAttribute(name) && !document.getElementById(element.getAttribute(name)))
        problems.push(name + " leads nowhere: " + element.getAttribute(name));
  const ids = all.map(({ id }) => id).filter(Boolean);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) problems.push("twice: " + id);
  let level = 0;
  for (const heading of all.filter((one) => /^H[1-6]$/.test(one.tagName))) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) problems.push("heading skips a level: " + heading.innerText);
    level = now;
  }
  if (document.querySelectorAll("main").length !== 1) problems.push("one main landmark is wanted");
  if (document.querySelectorAll("h1").length !== 1) problems.push("one h1 is wanted");
  for (const row of document.querySelectorAll("[role=row]"))
    for (const cell of row.children)
      if (cell.getAttribute("role") !== "gridcell") problems.push("a row holds what is no cell: " + cell.className);
  for (const element of all.filter((one) => one.getAttribute("role") === "img" || one.tagName === "svg"))
    if (element.getAttribute("aria-hidden") !== "true" && !element.getAttribute("aria-label"))
      problems.push("a picture without words");
  return problems;
})()`;
