import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Dictionary } from "./en";
import { createFormat, type Format } from "./format";
import { loadDictionary, rememberLanguage, type Language } from "./language";

export interface I18n {
  language: Language;
  t: Dictionary;
  f: Format;
  setLanguage: (language: Language) => void;
}

const Context = createContext<I18n | null>(null);

interface Props { initial: { language: Language; dictionary: Dictionary }; children: ReactNode }

export function I18nProvider({ initial, children }: Props) {
  const [current, setCurrent] = useState(initial);

  const setLanguage = useCallback((language: Language) => {
    rememberLanguage(language);
    void loadDictionary(language).then((dictionary) => setCurrent({ language, dictionary }));
  }, []);

  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);

  const value = useMemo<I18n>(
    () => ({ language: current.language, t: current.dictionary, f: createFormat(current.language), setLanguage }),
    [current, setLanguage],
  );
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const value = use(Context);
  if (value === null) throw new Error("useI18n needs an I18nProvider above it");
  return value;
}
