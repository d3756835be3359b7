import { LettersPage } from "@/features/settings/letters/LettersPage";

export default function LettersRoute() {
  return <LettersPage />;
}
