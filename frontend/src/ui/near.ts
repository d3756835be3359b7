import { createContext } from "react";

/** Whether what is drawn here is in view, or nearly: what is far away asks for nothing and is not on its way. */
export const Near = createContext(true);
