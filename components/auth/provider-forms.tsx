import { LogIn } from "lucide-react";
import { Button } from "../ui/button";
import { tall } from "./entrance";

/** A button for each provider that the host has set up. Plain forms: they need no script. */
export function ProviderForms({
  providers,
  callbackUrl,
}: {
  providers: { id: string; name: string }[];
  callbackUrl: string;
}) {
  if (providers.length === 0) return null;
  return (
    <>
      <p className="my-4 flex items-center gap-3 text-sm text-ink-3 before:flex-1 before:border-t before:border-rule after:flex-1 after:border-t after:border-rule">
        or
      </p>
      <div className="grid gap-2">
        {providers.map(({ id, name }) => (
          <form key={id} method="post" action={`/api/auth/signin/${id}`}>
            <input type="hidden" name="callbackUrl" value={callbackUrl} />
            <Button type="submit" className={`w-full ${tall}`}>
              <LogIn /> Sign in with {name}
            </Button>
          </form>
        ))}
      </div>
    </>
  );
}
