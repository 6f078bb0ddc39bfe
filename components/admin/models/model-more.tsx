"use client";

import type { CeilingName } from "@/lib/pricing/bound";
import { Field } from "../../ui/field";
import { TextInput } from "../../ui/text-input";
import type { ModelDraft } from "./draft";
import type { ErrorOf } from "./price-fields";

const ceilings: { name: CeilingName; label: string }[] = [
  { name: "image", label: "An image" },
  { name: "file", label: "A file" },
  { name: "remote_image", label: "A linked image" },
  { name: "remote_file", label: "A linked file" },
  { name: "stored_file", label: "A file kept there" },
  { name: "hosted_tools", label: "Tools run there" },
];

type Props = {
  model: ModelDraft;
  errorOf: ErrorOf;
  onChange: (part: Partial<ModelDraft>) => void;
};

/** What few models need: the shortest useful answer, and ceilings for what bytes do not bound. */
export function ModelMore({ model, errorOf, onChange }: Props) {
  const { row, minOutputTokens, ceilings: said } = model;
  const isWrong = ["min_output_tokens", "ceilings", ...ceilings.map(pathOf)].some(errorOf);
  const isSaid = minOutputTokens !== "" || Object.keys(said).length > 0;
  return (
    <details open={isSaid || isWrong || undefined}>
      <summary className="cursor-pointer text-sm text-ink-2">More</summary>
      <div className="grid grid-cols-2 gap-3 pt-3 wide:grid-cols-4">
        <Figures
          id={`${row}-minOutputTokens`}
          label="Shortest answer"
          placeholder="16"
          error={errorOf("min_output_tokens")}
          value={minOutputTokens}
          onChange={(typed) => onChange({ minOutputTokens: typed })}
        />
        {ceilings.map((ceiling) => (
          <Figures
            key={ceiling.name}
            id={`${row}-${ceiling.name}`}
            label={ceiling.label}
            error={errorOf(pathOf(ceiling))}
            value={said[ceiling.name] ?? ""}
            onChange={(typed) => onChange({ ceilings: { ...said, [ceiling.name]: typed } })}
          />
        ))}
      </div>
      <p className="pt-2 text-sm text-ink-2">
        Tokens at most. What is sent beside text is held for at this figure where no rule of the
        provider's is known; what has neither is refused.
      </p>
    </details>
  );
}

const pathOf = ({ name }: { name: CeilingName }) => `ceilings.${name}`;

type FiguresProps = {
  id: string;
  label: string;
  value: string;
  placeholder?: string;
  error: string | undefined;
  onChange: (typed: string) => void;
};

function Figures({ id, label, value, placeholder, error, onChange }: FiguresProps) {
  return (
    <Field id={id} label={label} error={error}>
      {(field) => (
        <TextInput
          {...field}
          figures
          inputMode="numeric"
          autoComplete="off"
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
