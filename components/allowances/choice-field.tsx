import type { ReactNode } from "react";
import { Field } from "../ui/field";
import { Select } from "../ui/select";

export type Choice = { value: string; label: string };

/** A labelled list to choose from; `groups` are choices under headings of their own. */
export function ChoiceField({
  id,
  label,
  value,
  onChange,
  choices,
  groups = [],
  hint,
  error,
  disabled,
}: {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices: readonly Choice[];
  groups?: { label: string; choices: Choice[] }[];
  hint?: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
}) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(field) => (
        <Select
          {...field}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        >
          <Options choices={choices} />
          {groups
            .filter((group) => group.choices.length > 0)
            .map((group) => (
              <optgroup key={group.label} label={group.label}>
                <Options choices={group.choices} />
              </optgroup>
            ))}
        </Select>
      )}
    </Field>
  );
}

function Options({ choices }: { choices: readonly Choice[] }) {
  return choices.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
