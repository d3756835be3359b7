import { useEffect, useState, type RefObject } from "react";

/** Whether an element has ever come near the view: panels far below ask for nothing until they are scrolled to. */
export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(() => typeof IntersectionObserver === "undefined");
  useEffect(() => {
    const target = element.current;
    if (seen || target === null) return undefined;
    const observer = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) setSeen(true); }, { rootMargin: "300px" });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, seen]);
  return seen;
}
