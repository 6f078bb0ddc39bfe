import { Field } from "../ui/field";
import { TextInput } from "../ui/text-input";

/** A day up to whose end something lasts; left empty it lasts until it is used. */
export function DayField({
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
  return (
    <Field id={id} label={label} hint={value && `to its end in ${zone()}`} error={error}>
      {(field) => (
        <TextInput
          {...field}
          type="date"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Where one is; forms are opened in the browser, so it is the browser's. */
function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
}

/** When a day (`2026-11-30`) has ended where one is (ms); null for none. */
export function endOfDay(day: string): number | null {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date + 1).getTime();
}
