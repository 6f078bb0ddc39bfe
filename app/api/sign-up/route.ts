import { z } from "zod";
import { emailField, newPasswordField, personNameField } from "@/lib/auth/accounts/schemas";
import { signUp } from "@/lib/auth/accounts/sign-up";
import { safePath } from "@/lib/auth/next-auth/safe-path";
import { signInAs } from "@/lib/auth/signed-in";
import { withPage } from "@/lib/http/flash";
import { refuseForeignForm } from "@/lib/http/origin";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

const make = route({
  access: "anyone",
  summary: "Make an account, and sign in with it",
  status: 201,
  form: true,
  maxBodyBytes: 20_000,
  body: z.strictObject({
    name: personNameField,
    email: emailField,
    password: newPasswordField,
    invite: z.string().max(500).optional(),
    callbackUrl: z.string().max(2000).optional(),
  }),
  async handle({ viewer, body: { callbackUrl, ...input }, request, isForm }) {
    refuseForeignForm(request);
    const { headers } = request;
    const id = await signUp({ viewer, input, headers });
    const cookies = await signInAs(id, headers.get("cookie"));
    const page = safePath(callbackUrl, "http://here");
    const reply = isForm
      ? new Response(null, { status: 303, headers: { location: page } })
      : Response.json({ id, name: input.name, email: input.email, url: page }, { status: 201 });
    for (const cookie of cookies) reply.headers.append("set-cookie", cookie);
    reply.headers.set("cache-control", "private, no-store");
    return reply;
  },
});

export const POST = withPage(make, "/sign-in", ["name", "email", "invite", "callbackUrl"]);
