/**
 * What of Grafana's panels is drawn here, as paths into `options` and `fieldConfig.defaults.custom` of a panel and the values that
 * they may have. All else is told beside the panel, never left out silently. After Grafana's JSON model of version 10 and 11.
 */
export type Allowed = "any" | readonly (string | number | boolean | null)[];

export const PANEL_TYPES = ["timeseries", "stat", "gauge", "bargauge", "piechart", "table", "heatmap", "text", "row"] as const;
export type PanelType = (typeof PANEL_TYPES)[number];

export const CALC_IDS = ["lastNotNull", "last", "firstNotNull", "first", "min", "max", "mean", "sum", "count", "range", "diff", "delta", "median", "stdDev", "p90", "p95", "p99"] as const;
export type CalcId = (typeof CALC_IDS)[number];

const REDUCE: Record<string, Allowed> = { "reduceOptions.calcs[]": CALC_IDS, "reduceOptions.fields": "any", "reduceOptions.values": [true, false], "reduceOptions.limit": "any" };
const LEGEND: Record<string, Allowed> = {
  "legend.displayMode": ["list", "table", "hidden"], "legend.placement": ["bottom", "right"], "legend.showLegend": [true, false],
  "legend.calcs[]": CALC_IDS, "legend.values[]": ["value", "percent"], "legend.sortBy": "any", "legend.sortDesc": [true, false], "legend.width": "any",
};
const TOOLTIP: Record<string, Allowed> = { "tooltip.mode": ["single", "multi", "none"], "tooltip.sort": ["none", "asc", "desc"], "tooltip.hideZeros": [false], "tooltip.maxHeight": "any", "tooltip.maxWidth": "any" };
const TEXT: Record<string, Allowed> = { "text.titleSize": "any", "text.valueSize": "any" };

export const OPTIONS: Record<PanelType, Record<string, Allowed>> = {
  timeseries: { ...LEGEND, ...TOOLTIP },
  stat: {
    ...REDUCE, ...TEXT, colorMode: ["value", "background", "background_solid", "none"], graphMode: ["area", "none"], justifyMode: ["auto", "center"],
    textMode: ["auto", "value", "value_and_name", "name", "none"], orientation: ["auto", "horizontal", "vertical"], wideLayout: "any", showPercentChange: [false], percentChangeColorMode: "any",
  },
  gauge: { ...REDUCE, ...TEXT, orientation: ["auto", "horizontal", "vertical"], showThresholdLabels: [true, false], showThresholdMarkers: [true, false], sizing: ["auto"], minVizHeight: "any", minVizWidth: "any" },
  bargauge: {
    ...REDUCE, ...TEXT, displayMode: ["gradient", "lcd", "basic"], orientation: ["auto", "horizontal", "vertical"], showUnfilled: [true, false], valueMode: ["color", "text", "hidden"],
    namePlacement: "any", minVizHeight: "any", minVizWidth: "any", maxVizHeight: "any", sizing: "any", "legend.showLegend": [false], "legend.displayMode": "any", "legend.placement": "any", "legend.calcs[]": "any",
  },
  piechart: { ...REDUCE, ...LEGEND, ...TOOLTIP, pieType: ["pie", "donut"], "displayLabels[]": ["name", "value", "percent"] },
  table: { showHeader: [true, false], cellHeight: "any", "footer.show": [false], "footer.reducer[]": "any", "footer.fields": "any", "footer.countRows": "any", "footer.enablePagination": "any", "sortBy[].displayName": "any", "sortBy[].desc": [true, false], frameIndex: "any" },
  heatmap: {
    ...TOOLTIP, "tooltip.show": "any", "tooltip.yHistogram": "any", "tooltip.showColorScale": "any", calculate: [false], "yAxis.unit": "any", "yAxis.axisPlacement": "any", "yAxis.decimals": "any", "yAxis.reverse": [false],
    "color.mode": ["scheme", "opacity"], "color.scheme": "any", "color.fill": "any", "color.scale": "any", "color.exponent": "any", "color.steps": "any", "color.reverse": [false],
    cellGap: "any", cellRadius: "any", "cellValues.unit": "any", "cellValues.decimals": "any", "legend.show": "any", "rowsFrame.layout": "any", "filterValues.le": "any", "exemplars.color": "any", showValue: ["auto", "never"],
  },
  text: { mode: ["markdown"], content: "any", "code.language": "any", "code.showLineNumbers": "any", "code.showMiniMap": "any" },
  row: {},
};

const AXIS: Record<string, Allowed> = {
  axisPlacement: ["auto", "left", "right", "hidden"], axisLabel: "any", axisSoftMin: "any", axisSoftMax: "any", axisCenteredZero: [false], axisColorMode: ["text"], axisBorderShow: [false], axisGridShow: "any", axisWidth: "any",
  "scaleDistribution.type": ["linear", "log"], "scaleDistribution.log": [2, 10], "hideFrom.tooltip": [false], "hideFrom.viz": [true, false], "hideFrom.legend": [true, false],
};
export const CUSTOM: Record<PanelType, Record<string, Allowed>> = {
  timeseries: {
    ...AXIS, drawStyle: ["line", "bars", "points"], lineInterpolation: ["linear", "smooth", "stepBefore", "stepAfter"], lineWidth: "any", fillOpacity: "any", gradientMode: ["none", "opacity"], showPoints: ["never", "auto", "always"],
    pointSize: "any", spanNulls: [true, false], insertNulls: [false], "stacking.mode": ["none", "normal", "percent"], "stacking.group": "any", "lineStyle.fill": ["solid", "dash", "dot"], "lineStyle.dash[]": "any", barAlignment: "any", barWidthFactor: "any", barMaxWidth: "any",
    "thresholdsStyle.mode": ["off", "line", "dashed", "area", "line+area", "dashed+area"],
  },
  stat: {}, gauge: { neutral: "any" }, bargauge: {}, text: {}, row: {},
  piechart: { "hideFrom.tooltip": [false], "hideFrom.viz": [false], "hideFrom.legend": [false] },
  table: { align: ["auto", "left", "center", "right"], "cellOptions.type": ["auto", "color-text", "color-background"], "cellOptions.mode": ["basic"], displayMode: ["auto", "color-text", "color-background"], width: "any", minWidth: "any", inspect: [false], filterable: [false], hidden: [true, false] },
  heatmap: { "scaleDistribution.type": ["linear"], "hideFrom.tooltip": [false], "hideFrom.viz": [false], "hideFrom.legend": [false] },
};

/** Fields of a panel, of a target and of a field's defaults that are read, or say nothing about what is drawn. */
export const PANEL_KEYS = new Set(["id", "title", "description", "type", "datasource", "gridPos", "targets", "options", "fieldConfig", "transformations", "interval", "maxDataPoints", "pluginVersion", "transparent", "collapsed", "panels", "links", "cacheTimeout"]);
export const TARGET_KEYS = new Set(["refId", "datasource", "expr", "legendFormat", "instant", "range", "format", "hide", "interval", "editorMode", "exemplar", "useBackend", "fullMetaSearch", "includeNullMetadata", "disableTextWrap"]);
export const FIELD_KEYS = new Set(["unit", "decimals", "min", "max", "displayName", "noValue", "thresholds", "mappings", "color", "custom", "description", "fieldMinMax"]);
export const COLOR_MODES: readonly string[] = ["thresholds", "palette-classic", "palette-classic-by-name", "fixed", "shades"];
export const MAPPING_TYPES: readonly string[] = ["value", "range", "special", "regex"];
export const MATCHERS: readonly string[] = ["byName", "byRegexp", "byFrameRefID", "byType", "byNames"];
export const OVERRIDE_KEYS: readonly string[] = ["unit", "decimals", "min", "max", "displayName", "noValue", "thresholds", "mappings", "color"];
export const TRANSFORMATIONS = ["organize", "sortBy", "limit", "merge", "renameByRegex", "filterFieldsByName", "reduce"] as const;
export type TransformationId = (typeof TRANSFORMATIONS)[number];
export const VARIABLE_TYPES: readonly string[] = ["query", "custom", "interval", "datasource", "textbox", "constant"];
