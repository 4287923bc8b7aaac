// What the page's scripts share: its data, its words, and the line in which it tells what it did.
const read = id => JSON.parse(document.getElementById(id).textContent);
const texts = read("page-texts");
const made = (name, more) => Object.assign(document.createElement(name), more);

// Does something to the page, and again to each part of it that is put there later.
const everywhere = does => {
  does(document);
  addEventListener("satindex:shown", event => does(event.target));
};
const told = document.getElementById("told");
const tell = text => {
  told.textContent = text;
  told.classList.add("seen");
  clearTimeout(tell.later);
  tell.later = setTimeout(() => told.classList.remove("seen"), 4000);
};
