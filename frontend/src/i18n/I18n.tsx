import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Dictionary } from "./en";
import { createFormat, type Format } from "./format";
import { loadDictionary, rememberLanguage, type Language } from "./language";
import { preferredTimes, rememberTimes, type Times } from "./times";
import { browserZone, preferredZone, rememberZone } from "./zone";

export interface I18n {
  language: Language;
  t: Dictionary;
  f: Format;
  setLanguage: (language: Language) => void;
  /** The time zone of all times shown, and what was chosen: "" follows the browser. */
  zone: string;
  chosenZone: string;
  setZone: (zone: string) => void;
  /** Whether past moments are told as "3 minutes ago". */
  times: Times;
  setTimes: (times: Times) => void;
}

const Context = createContext<I18n | null>(null);

interface Props { initial: { language: Language; dictionary: Dictionary }; children: ReactNode }

export function I18nProvider({ initial, children }: Props) {
  const [current, setCurrent] = useState(initial);

  const [chosenZone, setChosenZone] = useState(preferredZone);
  const setZone = useCallback((zone: string) => {
    rememberZone(zone);
    setChosenZone(zone);
  }, []);

  const [times, chooseTimes] = useState(preferredTimes);
  const setTimes = useCallback((chosen: Times) => {
    rememberTimes(chosen);
    chooseTimes(chosen);
  }, []);

  const setLanguage = useCallback((language: Language) => {
    rememberLanguage(language);
    void loadDictionary(language).then((dictionary) => setCurrent({ language, dictionary }));
  }, []);

  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);

  const zone = chosenZone === "" ? browserZone() : chosenZone;
  const value = useMemo<I18n>(
    () => ({ language: current.language, t: current.dictionary, f: createFormat(current.language, zone, times), setLanguage, zone, chosenZone, setZone, times, setTimes }),
    [current, setLanguage, zone, chosenZone, setZone, times, setTimes],
  );
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const value = use(Context);
  if (value === null) throw new Error("useI18n needs an I18nProvider above it");
  return value;
}
