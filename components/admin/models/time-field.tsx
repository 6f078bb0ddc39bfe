import { Field } from "../../ui/field";
import { TextInput } from "../../ui/text-input";

type Props = {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
};

/** A day and a minute, in the zone that its label says. */
export function TimeField({ id, label, value, onChange, hint, error, required }: Props) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(field) => (
        <TextInput
          {...field}
          type="datetime-local"
          required={required}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
