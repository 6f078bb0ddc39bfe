import { creditsFromCents } from "@/lib/money";
import { Field } from "../ui/field";
import { TextInput } from "../ui/text-input";

/** An amount as one types it, in cents, exact to a ten-millionth of one. */
export function AmountField({
  id,
  label,
  value,
  onChange,
  error,
}: {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}) {
  const wrong = value.trim() !== "" && creditsFromCents(value) === null;
  return (
    <Field id={id} label={label} error={wrong ? "Cents, such as 25.00." : error}>
      {(field) => (
        <TextInput
          {...field}
          figures
          unit="cents"
          inputMode="decimal"
          autoComplete="off"
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
