import { redirect } from "next/navigation";
import { adminOfPage } from "@/lib/auth/page-viewer";

export default async function AdminPage() {
  await adminOfPage("/admin");
  redirect("/admin/allowances");
}
