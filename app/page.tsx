export default function Page() {
  return <main>Purser</main>;
}
