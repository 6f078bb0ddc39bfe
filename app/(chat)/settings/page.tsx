import type { Metadata } from "next";
import { PlainSheet, Section } from "@/components/shell/sheet";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { TopBar } from "@/components/shell/top-bar";
import { personOfPage } from "@/lib/auth/page-viewer";
import { preferences } from "../../preferences";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const person = await personOfPage("/settings");
  const { theme } = await preferences();
  return (
    <>
      <TopBar title={<b className="font-strong">Settings</b>} />
      <PlainSheet title="Settings">
        <Section title="You">
          <p>{person.name}</p>
          {person.email && <p className="text-ink-3">{person.email}</p>}
        </Section>
        <Section title="Light or dark">
          <ThemeSwitch chosen={theme} />
        </Section>
      </PlainSheet>
    </>
  );
}
