"use client";

import { useId } from "react";
import { count } from "@/lib/format";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextInput } from "../ui/text-input";
import type { OptionSchema } from "./desk";

/** What is wrong with a value of an option, in words; null when nothing is. */
export function optionMistake(schema: OptionSchema, value: string): string | null {
  if (value === "" || !isNumber(schema)) return null;
  const number = Number(value);
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  const range = `From ${label(minimum)} to ${label(maximum)}.`;
  if (!Number.isFinite(number)) return `${range} “${value}” is no number.`;
  if (schema.type === "integer" && !Number.isInteger(number)) return `${range} Whole numbers only.`;
  if (number < minimum) return `${range} ${value} is too little.`;
  return number > maximum ? `${range} ${value} is too much.` : null;
}

/** The options as they are sent: numbers as numbers, what is empty left out. */
export function optionValues(
  schemas: Record<string, OptionSchema>,
  texts: Record<string, string>,
): Record<string, unknown> {
  const given = Object.entries(schemas).flatMap(([name, schema]) => {
    const text = texts[name]?.trim() ?? "";
    if (text === "" || optionMistake(schema, text)) return [];
    return [[name, isNumber(schema) ? Number(text) : text] as const];
  });
  return Object.fromEntries(given);
}

/** Options that are texts, numbers or one of a few; maps are for scripts. */
export function shownOptions(schemas: Record<string, OptionSchema>): [string, OptionSchema][] {
  return Object.entries(schemas).filter(
    ([name, schema]) => isNumber(schema) || schema.enum || name === "stop",
  );
}

function isNumber({ type }: OptionSchema): boolean {
  return type === "number" || type === "integer";
}

/** `max_output_tokens` as `Max output tokens`. */
function optionName(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function label(bound: number): string {
  return Number.isInteger(bound) ? count(bound) : String(bound);
}

/** One field per option of the model, empty where its own default is wanted. */
export function OptionFields({
  schemas,
  texts,
  onChange,
}: {
  schemas: Record<string, OptionSchema>;
  texts: Record<string, string>;
  onChange: (name: string, text: string) => void;
}) {
  const base = useId();
  return shownOptions(schemas).map(([name, schema]) => {
    const value = texts[name] ?? "";
    return (
      <Field
        key={name}
        id={`${base}-${name}`}
        label={optionName(name)}
        hint={schema.description}
        error={optionMistake(schema, value)}
      >
        {(control) =>
          schema.enum ? (
            <Select
              {...control}
              value={value}
              onChange={(event) => onChange(name, event.target.value)}
            >
              <option value="">as the model likes</option>
              {schema.enum.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          ) : (
            <TextInput
              {...control}
              figures={isNumber(schema)}
              inputMode={isNumber(schema) ? "decimal" : "text"}
              placeholder="as the model likes"
              value={value}
              onChange={(event) => onChange(name, event.target.value)}
            />
          )
        }
      </Field>
    );
  });
}
