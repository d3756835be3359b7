export const ownPricesOf = (project: string) => ["prices", project, "own"] as const;
export const unpricedOf = (project: string) => ["prices", project, "unpriced"] as const;
export const priceMapOf = (project: string, q: string) => ["prices", project, "map", q] as const;
/** Everything about the project's prices. */
export const pricesOf = (project: string) => ["prices", project] as const;
