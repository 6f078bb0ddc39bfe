"use client";

import { X } from "lucide-react";
import { Field } from "../../ui/field";
import { IconButton } from "../../ui/icon-button";
import { TextInput } from "../../ui/text-input";
import type { ModelDraft } from "./draft";
import { ModelMore } from "./model-more";
import { type ErrorOf, PriceFields } from "./price-fields";

type Props = {
  model: ModelDraft;
  errorOf: ErrorOf;
  onChange: (part: Partial<ModelDraft>) => void;
  onRemove: () => void;
};

type Text = "id" | "upstreamId" | "name" | "contextWindow" | "maxOutputTokens";

const texts: { name: Text; path: string; label: string; placeholder?: string; figures?: true }[] = [
  { name: "id", path: "id", label: "Id", placeholder: "llama3.2" },
  { name: "upstreamId", path: "upstream_id", label: "Called there as", placeholder: "the same" },
  { name: "name", path: "name", label: "Name", placeholder: "as the id" },
  { name: "contextWindow", path: "context_window", label: "Context", figures: true },
  { name: "maxOutputTokens", path: "max_output_tokens", label: "Longest answer", figures: true },
];

/** A model of an endpoint: what it is called, how long it reads and writes, what it costs. */
export function ModelFields({ model, errorOf, onChange, onRemove }: Props) {
  const called = model.id || "the model without an id";
  return (
    <fieldset className="relative grid gap-3 border-t border-rule pt-3">
      <legend className="sr-only">{called}</legend>
      <div className="grid grid-cols-2 gap-3 pr-9 wide:grid-cols-5">
        {texts.map(({ name, path, label, placeholder, figures }) => (
          <Field key={name} id={`${model.row}-${name}`} label={label} error={errorOf(path)}>
            {(field) => (
              <TextInput
                {...field}
                figures={figures}
                inputMode={figures ? "numeric" : undefined}
                placeholder={placeholder}
                required={name === "id"}
                autoComplete="off"
                spellCheck={false}
                value={model[name]}
                onChange={(event) => onChange({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <IconButton
        label={`Remove ${called}`}
        size="sm"
        className="absolute top-8 right-0"
        onClick={onRemove}
      >
        <X />
      </IconButton>
      {model.price && (
        <PriceFields
          id={`${model.row}-price`}
          price={model.price}
          errorOf={(path) => errorOf(`price.${path}`)}
          onChange={(price) => onChange({ price })}
        />
      )}
      <ModelMore model={model} errorOf={errorOf} onChange={onChange} />
      {errorOf("price") && (
        <p role="alert" className="text-sm text-danger">
          {errorOf("price")}
        </p>
      )}
    </fieldset>
  );
}
