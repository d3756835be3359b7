import type { Panel } from "./grafana";
import { at } from "./json";
import { lookOf, type Look } from "./look";
import type { PanelData } from "./queries";
import { tablesOf, transformed, type Field } from "./table";

export interface Shown { field: Field; name: string; look: Look }

/** The columns of a table panel, after its transformations and overrides. */
export function columnsOf(panel: Panel, data: PanelData): Shown[] {
  return transformed(tablesOf(data.lines), panel.transformations).flatMap((field) => {
    const look = lookOf(panel.defaults, panel.overrides, { name: field.name, refId: field.refId, type: field.type });
    return at(look.custom, "hidden") === true ? [] : [{ field, look, name: look.displayName || field.name }];
  });
}
