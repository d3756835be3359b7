/** The parts of the analytics, in order; the first is where one arrives. Anomalies and money are pages of their own in the same row. */
export const SECTIONS = ["performance", "errors", "usage", "breakdown", "agents", "flow"] as const;
export type SectionId = (typeof SECTIONS)[number];
export type PlaceId = SectionId | "anomalies" | "money";

export function sectionOf(text: string | undefined): SectionId | undefined {
  return SECTIONS.find((section) => section === text);
}
