import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { TextInput } from "../../ui/text-input";
import type { ListedPerson } from "./person";

type Props = {
  /** Before each id, so that two forms can stand on one page. */
  id: string;
  person?: ListedPerson;
  errorOf: (field: string) => string | undefined;
  /** Under the password. */
  hint: string;
};

/** What one may say of a person; names as in http-api.md. */
export function PersonFields({ id, person, errorOf, hint }: Props) {
  return (
    <div className="grid gap-3 wide:grid-cols-[repeat(12,minmax(0,1fr))]">
      <Field id={`${id}-name`} label="Name" error={errorOf("name")} className="wide:col-span-3">
        {(control) => (
          <TextInput
            {...control}
            name="name"
            defaultValue={person?.name}
            maxLength={100}
            required={Boolean(person)}
            autoComplete="off"
          />
        )}
      </Field>
      <Field id={`${id}-email`} label="E-mail" error={errorOf("email")} className="wide:col-span-3">
        {(control) => (
          <TextInput
            {...control}
            name="email"
            type="email"
            defaultValue={person?.email}
            required
            autoComplete="off"
          />
        )}
      </Field>
      <Field id={`${id}-role`} label="Role" error={errorOf("role")} className="wide:col-span-2">
        {(control) => (
          <Select {...control} name="role" defaultValue={person?.role ?? "member"}>
            <option>member</option>
            <option>admin</option>
          </Select>
        )}
      </Field>
      {person && (
        <Field id={`${id}-state`} label="May sign in" className="wide:col-span-2">
          {(control) => (
            <Select {...control} name="disabled" defaultValue={String(person.disabled)}>
              <option value="false">yes</option>
              <option value="true">no, disabled</option>
            </Select>
          )}
        </Field>
      )}
      <Field
        id={`${id}-password`}
        label={person ? "New password" : "Password"}
        error={errorOf("password")}
        hint={hint}
        className={person ? "wide:col-span-2" : "wide:col-span-4"}
      >
        {(control) => (
          <TextInput {...control} name="password" type="password" autoComplete="new-password" />
        )}
      </Field>
    </div>
  );
}
