// Draws the OpenAPI document that this server publishes.

import { make, prose } from "./dom.js";
import { content, field } from "./schema.js";

const METHODS = ["get", "post", "put", "patch", "delete"];
const byId = (id) => document.getElementById(id);

function operationsOf(paths) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => ({ path, method, ...methods[method] })),
  );
}

function pathOf(path) {
  return make("span", { class: "path" }, path.split(/(\{[^}]+\})/).map((part) => (part.startsWith("{") ? make("b", {}, part) : part)));
}

function badge(method) {
  return make("span", { class: `method ${method}` }, method === "delete" ? "DEL" : method.toUpperCase());
}

function security(operation) {
  const schemes = operation.security.flatMap((one) => Object.keys(one));
  return make("span", { class: "lock" }, schemes.length ? `as ${schemes.join(" or ")}` : "public");
}

function parameters(operation, components) {
  return [["path", "In the path"], ["query", "In the query"], ["header", "In the headers"]].map(([where, title]) => {
    const found = (operation.parameters ?? []).filter((one) => one.in === where);
    if (!found.length) return [];
    const drawn = found.map((one) => field(one.name, one.schema, one.required, components, one.description ?? one.schema.description));
    return [make("h3", {}, title), make("ul", { class: "fields" }, drawn)];
  });
}

function kindOf(status) {
  return { 2: "good", 3: "elsewhere", 4: "bad", 5: "ours" }[status[0]] ?? "ours";
}

function answer(status, response, components) {
  const headers = Object.entries(response.headers ?? {}).map(([name, one]) => field(name, one.schema, false, components, one.description));
  const isProblem = Object.keys(response.content ?? {}).includes("application/problem+json");
  const codes = isProblem ? [...response.description.matchAll(/`([^`]+)`/g)].map((match) => match[1]).join(", ") : response.description;
  return make(
    "details",
    status.startsWith("2") ? { class: "answer", open: "" } : { class: "answer" },
    make("summary", {}, make("span", { class: `status ${kindOf(status)}` }, status), make("span", { class: "note" }, codes)),
    make(
      "div",
      { class: "body" },
      isProblem ? prose(response.description) : [],
      headers.length ? [make("p", { class: "media" }, "headers"), make("ul", { class: "fields" }, headers)] : [],
      content(response.content ?? {}, components, !isProblem),
    ),
  );
}

function inside(operation, components) {
  const body = operation.requestBody?.content;
  return make(
    "div",
    { class: "inside" },
    operation.description ? make("div", { class: "told" }, prose(operation.description)) : null,
    parameters(operation, components).flat(),
    body ? [make("h3", {}, "Body"), content(body, components)].flat(3) : [],
    make("h3", {}, "Answers"),
    make("div", { class: "answers" }, Object.entries(operation.responses).map(([status, one]) => answer(status, one, components))),
  );
}

function drawn(operation, components) {
  const summary = make("summary", {}, badge(operation.method), pathOf(operation.path), security(operation), make("span", { class: "what" }, operation.summary));
  const card = make("details", { class: "operation", id: operation.operationId }, summary);
  card.addEventListener("toggle", () => card.open && card.childElementCount === 1 && card.append(inside(operation, components)));
  return card;
}

function link(operation) {
  const anchor = make("a", { href: `#${operation.operationId}`, title: `${operation.method.toUpperCase()} ${operation.path}` }, badge(operation.method), make("span", {}, operation.summary));
  return make("li", { "data-text": `${operation.method} ${operation.path} ${operation.summary}`.toLowerCase() }, anchor);
}

function open() {
  const card = byId(decodeURIComponent(location.hash.slice(1)));
  if (card?.matches(".operation")) {
    card.open = true;
    card.scrollIntoView();
  }
}

function find(text) {
  for (const section of byId("index").children) {
    const items = [...section.querySelectorAll("li")];
    for (const item of items) item.hidden = !item.dataset.text.includes(text.trim().toLowerCase());
    section.hidden = items.every((item) => item.hidden);
  }
}

function showMenu(shown) {
  byId("nav").classList.toggle("open", shown);
  document.querySelector(".menu").setAttribute("aria-expanded", String(shown));
}

function draw(api) {
  const components = api.components.schemas;
  const operations = operationsOf(api.paths);
  const tags = [...new Set([...api.tags.map((tag) => tag.name), ...operations.flatMap((one) => one.tags)])];
  const untagged = operations.some((one) => !one.tags.length) ? ["other"] : [];
  const groups = [...tags, ...untagged].map((tag) => [tag, operations.filter((one) => (one.tags[0] ?? "other") === tag)]);
  document.title = `${api.info.title} API reference`;
  byId("title").textContent = api.info.title;
  byId("version").textContent = api.info.version;
  byId("index").replaceChildren(
    ...groups.map(([tag, found]) => make("section", {}, make("h2", {}, tag), make("ul", {}, found.map(link)))),
  );
  byId("main").replaceChildren(
    make("section", { class: "about" }, make("h1", {}, `${api.info.title} API`), prose(api.info.description ?? "")),
    ...groups.map(([tag, found]) => make("section", { class: "group" }, make("h2", {}, tag), found.map((one) => drawn(one, components)))),
  );
}

async function start() {
  const menu = document.querySelector(".menu");
  menu.addEventListener("click", () => showMenu(menu.getAttribute("aria-expanded") !== "true"));
  byId("search").addEventListener("input", (event) => find(event.target.value));
  byId("index").addEventListener("click", (event) => event.target.closest("a") && showMenu(false));
  addEventListener("keydown", (event) => event.key === "Escape" && showMenu(false));
  addEventListener("hashchange", open);
  try {
    const response = await fetch("openapi.json");
    if (!response.ok) throw new Error(`openapi.json answered ${response.status}`);
    draw(await response.json());
    open();
  } catch (error) {
    byId("state").textContent = `The document could not be shown: ${error.message}`;
  }
}

start();
