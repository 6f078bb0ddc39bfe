import { Field } from "../ui/field";
import { TextInput } from "../ui/text-input";

/** What an admin wants to remember of what is given. */
export function NoteField({
  id,
  value,
  onChange,
  error,
}: {
  id: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  return (
    <Field id={id} label="Note" error={error}>
      {(field) => (
        <TextInput
          {...field}
          maxLength={200}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
