// Draws JSON Schemas as lists of fields that open into each other.

import { make, prose } from "./dom.js";

const ANY_TEXT = "^[^\\u0000]*$";
const LARGEST = Number.MAX_SAFE_INTEGER;

export function named(schema, components) {
  return schema.$ref ? components[schema.$ref.split("/").pop()] : schema;
}

export function typeOf(schema, components) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  const arms = schema.anyOf ?? schema.oneOf;
  if (arms) return [...new Set(arms.map((arm) => typeOf(arm, components)))].join(" or ");
  if (schema.type === "array") return `array of ${typeOf(schema.items, components)}`;
  if (schema.type === "object" && schema.additionalProperties) return `map of ${typeOf(schema.additionalProperties, components)}`;
  if (schema.contentSchema) return `lines of ${typeOf(schema.contentSchema, components)}`;
  return schema.format ?? schema.type ?? "bytes";
}

// The classes that can be opened below a type.
function inside(schema, components) {
  if (schema.$ref) return [schema];
  if (schema.anyOf || schema.oneOf) return (schema.anyOf ?? schema.oneOf).flatMap((arm) => inside(arm, components));
  if (schema.type === "array") return inside(schema.items, components);
  if (schema.additionalProperties) return inside(schema.additionalProperties, components);
  if (schema.contentSchema) return inside(schema.contentSchema, components);
  return schema.properties ? [schema] : [];
}

function between(least, most, unit) {
  const one = unit ? ` ${unit}` : "";
  if (least !== undefined && most !== undefined) return least === most ? `exactly ${least}${one}` : `${least} to ${most}${one}`;
  if (least !== undefined) return `at least ${least}${one}`;
  return most !== undefined ? `at most ${most}${one}` : null;
}

function limits(schema) {
  const plain = schema.anyOf?.find((arm) => arm.type !== "null") ?? schema;
  const least = plain.minimum === -LARGEST ? undefined : plain.minimum;
  const most = plain.maximum === LARGEST ? undefined : plain.maximum;
  return [
    between(least, most, ""),
    between(plain.minLength, plain.maxLength, "characters"),
    between(plain.minItems, plain.maxItems, "items"),
    plain.pattern && plain.pattern !== ANY_TEXT && plain.format !== "decimal" ? plain.pattern.replace(/^\^\(\?:(.*)\)\$$/, "$1") : null,
    plain.const !== undefined ? `always ${JSON.stringify(plain.const)}` : null,
    plain.enum ? plain.enum.map((value) => JSON.stringify(value)).join(" | ") : null,
    schema.default !== undefined ? `default ${JSON.stringify(schema.default)}` : null,
    ...(schema.examples ?? []).map((example) => `for example ${JSON.stringify(example)}`),
  ].filter(Boolean);
}

export function field(name, schema, required, components, description = schema.description) {
  const chips = limits(schema);
  return make(
    "li",
    {},
    make(
      "div",
      { class: "head" },
      make("span", { class: "name" }, name),
      make("span", { class: "type" }, typeOf(schema, components)),
      required ? make("span", { class: "must" }, "required") : null,
    ),
    description ? make("div", { class: "note" }, prose(description)) : null,
    chips.length ? make("div", { class: "chips" }, chips.map((chip) => make("span", {}, chip))) : null,
    shapes(schema, components),
  );
}

export function fields(schema, components) {
  const object = named(schema, components);
  const required = new Set(object.required ?? []);
  const entries = Object.entries(object.properties ?? {});
  return make("ul", { class: "fields" }, entries.map(([name, one]) => field(name, one, required.has(name), components)));
}

// What a field's type is made of is drawn when it is opened, so that a class may hold itself.
function shapes(schema, components) {
  return inside(schema, components).map((one) => {
    const shape = make("details", { class: "shape" }, make("summary", {}, one.$ref ? `Show ${typeOf(one, components)}` : "Show fields"));
    shape.addEventListener("toggle", () => shape.open && shape.childElementCount === 1 && shape.append(fields(one, components)));
    return shape;
  });
}

// Media types that carry the same are drawn once.
export function content(media, components, isOpen = true) {
  const bySchema = Map.groupBy(Object.entries(media), ([, { schema }]) => JSON.stringify(schema ?? {}));
  return [...bySchema].flatMap(([text, entries]) => {
    const schema = JSON.parse(text);
    const types = entries.flatMap(([type]) => [make("code", {}, type), " "]);
    const opened = inside(schema, components);
    return [
      make("p", { class: "media" }, types, Object.keys(schema).length ? typeOf(schema, components) : ""),
      ...(isOpen && opened.length === 1 ? opened.map((one) => fields(one, components)) : shapes(schema, components)),
    ];
  });
}
