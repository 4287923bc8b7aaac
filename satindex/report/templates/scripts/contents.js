// The contents list marks where the reader is; a link to what is folded unfolds it.
const links = new Map([...document.querySelectorAll("nav a")].map(link => [link.hash.slice(1), link]));
const sections = [...document.querySelectorAll("main > section")];
const mark = () => {
  const line = innerHeight / 3;
  const here = sections.findLast(section => section.getBoundingClientRect().top <= line) ?? sections[0];
  for (const section of sections) {
    const link = links.get(section.id), is = section === here;
    if (!link || is === link.hasAttribute("aria-current")) continue;
    if (is) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    const list = link.closest("nav > ol");
    if (is && list.scrollWidth > list.clientWidth) list.scrollLeft = link.offsetLeft - list.clientWidth / 3;
  }
};
let marking = 0;
addEventListener("scroll", () => {
  cancelAnimationFrame(marking);
  marking = requestAnimationFrame(mark);
}, {passive: true});
addEventListener("resize", mark);
mark();

const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target?.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
