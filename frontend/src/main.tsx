import "@/ui/tokens.css";
import "@/ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadDictionary, preferredLanguage } from "@/i18n/language";
import { App } from "@/routes/App";

const language = preferredLanguage();
const dictionary = await loadDictionary(language);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App initial={{ language, dictionary }} />
  </StrictMode>,
);
