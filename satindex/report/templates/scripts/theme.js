// Light or dark as the reader's system is, until the reader chooses; the choice is kept where the browser allows it.
const page = document.documentElement, system = matchMedia("(prefers-color-scheme: dark)");
const kept = does => {
  try {
    return does(localStorage);
  } catch {
    return null; // a browser that keeps nothing for pages from a file
  }
};
const isDark = () => (page.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
const themed = made("button", {type: "button"});
const show = () => {
  themed.textContent = isDark() ? texts.light : texts.dark;
};
const chosen = kept(store => store.getItem("satindex-theme"));
if (chosen === "dark" || chosen === "light") page.dataset.theme = chosen;
themed.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  kept(store => store.setItem("satindex-theme", page.dataset.theme));
  show();
});
system.addEventListener("change", show);
show();
const printed = made("button", {type: "button", textContent: texts.print});
printed.addEventListener("click", () => print());
document.getElementById("page-tools").append(themed, printed);
