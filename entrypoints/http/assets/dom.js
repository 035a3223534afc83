// Makes elements; text goes in as text, so that nothing in the document can become markup.

export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") element.className = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// The little Markdown that descriptions use: paragraphs, "- " lists and `code`.
export function prose(text) {
  return text.split(/\n\n+/).map((block) => {
    const lines = block.split("\n");
    if (lines.every((line) => line.startsWith("- "))) {
      return make("ul", {}, lines.map((line) => make("li", {}, inline(line.slice(2)))));
    }
    return make("p", {}, inline(lines.join(" ")));
  });
}

function inline(text) {
  return text.split(/(`[^`]+`)/).map((part) => (part.startsWith("`") && part.length > 2 ? make("code", {}, part.slice(1, -1)) : part));
}
