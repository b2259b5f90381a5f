"""The style and the script of the HTML page: constants, which hold nothing that was read."""

STYLE = """
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b1f24; --quiet: #59636e; --line: #d5dae0;
  --link: #0a58ca; --error: #b42318; --warning: #8a5a00; --info: #175cd3; --unknown: #6b3fa0;
  --mark: #fff1b8; --code: #f1f3f5; --good: #146c43; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f1318; --card: #181d24; --ink: #e6e9ed; --quiet: #9aa5b1; --line: #303842;
  --link: #7db4ff; --error: #ff8a80; --warning: #f5c05b; --info: #8ab8ff; --unknown: #c9a7f5;
  --mark: #5a4a12; --code: #10151b; --good: #6fcf97; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1rem 3rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.15rem; margin: 0; }
h3 { font-size: 1rem; margin: 0; padding: .6rem 1rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: .875em; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
section:focus { outline: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .3rem .6rem; }
.quiet, footer { color: var(--quiet); font-weight: normal; }
header p { margin: .2rem 0; }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; list-style: none; padding: 0; margin: 1rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-top: 3px solid currentColor;
  border-radius: 6px; padding: .4rem .9rem; min-width: 6.5rem; }
.tile b { display: block; font-size: 1.6rem; line-height: 1.2; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
.unknown { color: var(--unknown); } .tile.zero { color: var(--quiet); }
.note { border-left: 4px solid var(--warning); background: var(--card); padding: .4rem .8rem;
  overflow-wrap: anywhere; }
.good { color: var(--good); font-weight: 600; }
form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; padding: .8rem 1rem;
  margin: 1rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
form[hidden] { display: none; }
form > label { display: flex; flex-direction: column; font-size: .8rem; color: var(--quiet); }
fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: .8rem; flex-wrap: wrap;
  min-height: 2.2rem; align-items: center; }
legend { font-size: .8rem; color: var(--quiet); padding: 0; }
select, input[type=search], button { font: inherit; color: var(--ink); background: var(--page);
  border: 1px solid var(--line); border-radius: 4px; padding: .25rem .5rem; min-height: 2.2rem;
  max-width: 11.5rem; font-size: .9rem; }
form > label { max-width: 100%; }
button { cursor: pointer; }
#shown { color: var(--quiet); font-size: .85rem; }
.file, details { background: var(--card); border: 1px solid var(--line); border-radius: 6px;
  margin: .8rem 0; }
.file > ol { list-style: none; margin: 0; padding: 0; }
.finding { color: var(--ink); padding: .8rem 1rem; border-left: 4px solid var(--line); }
.finding + .finding { border-top: 1px solid var(--line); }
.finding.error { border-left-color: var(--error); }
.finding.warning { border-left-color: var(--warning); }
.finding.info { border-left-color: var(--info); }
.finding[hidden], .file[hidden] { display: none; }
.head, .said { margin: 0; overflow-wrap: anywhere; }
.said { margin-top: .2rem; }
.said code, .finding ul code { background: var(--code); border-radius: 3px; padding: 0 .2rem; }
.badge { font-size: .75rem; font-weight: 600; text-transform: uppercase; letter-spacing: .03em;
  margin-right: .3rem; }
.error > .head .badge { color: var(--error); } .warning > .head .badge { color: var(--warning); }
.info > .head .badge { color: var(--info); }
.code { font-weight: 600; text-decoration-thickness: 1px; margin-right: .3rem; }
.code span { font-weight: normal; }
.where { margin: .4rem 0 .1rem; font-size: .8rem; color: var(--quiet); overflow-wrap: anywhere; }
pre { margin: 0; padding: .35rem .6rem; background: var(--code); border-radius: 4px;
  white-space: pre-wrap; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
.finding ul { margin: .4rem 0 0; padding-left: 1.2rem; font-size: .9rem; }
.fix { margin: .4rem 0 0; font-size: .9rem; color: var(--good); }
details { padding: .6rem 1rem; } details > ul { margin: .5rem 0; padding-left: 1.2rem; }
details li { overflow-wrap: anywhere; }
summary { cursor: pointer; } summary h2 { display: inline; }
footer { margin-top: 2rem; font-size: .85rem; }
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --link: #000;
    --error: #8f1d14; --warning: #6b4500; --info: #123f8a; --unknown: #4f2e77; --mark: #eee;
    --code: #f4f4f4; --good: #0d4a2e; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  form, .skip { display: none !important; }
  .finding, .tile, h3 { break-inside: avoid; } h2, h3 { break-after: avoid; }
  pre { white-space: pre-wrap; border: 1px solid var(--line); }
  mark { text-decoration: underline; }
  @page { margin: 1.8cm; }
}
"""

SCRIPT = """
"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const findings = [...document.querySelectorAll("#findings .finding")];
  const files = [...document.querySelectorAll("#findings .file")];
  const texts = new Map(findings.map((one) => [one, one.textContent.toLowerCase()]));
  const none = document.getElementById("none");
  const said = document.getElementById("shown");
  const apply = () => {
    const data = new FormData(form);
    const severities = new Set(data.getAll("severity"));
    const file = data.get("file"), rule = data.get("rule");
    const words = data.get("words").toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const one of findings) {
      const fits = severities.has(one.dataset.severity)
        && (!file || one.dataset.file === file)
        && (!rule || one.dataset.rule === rule)
        && words.every((word) => texts.get(one).includes(word)
          || one.dataset.file.toLowerCase().includes(word));
      one.hidden = !fits;
      shown += fits;
    }
    for (const one of files) one.hidden = !one.querySelector(".finding:not([hidden])");
    none.hidden = shown > 0;
    said.textContent = `${shown} of ${findings.length} shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.elements.words.focus();
    }
  });
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details:not(.exempt)")) one.open = true;
  });
  form.hidden = false;
  apply();
})();
"""
