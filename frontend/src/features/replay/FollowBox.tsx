import { useEffect, useRef, type ReactNode } from "react";

const NEAR_PX = 48;

/** A scrolling box that keeps the end of its growing content in view, until its reader scrolls up; back at the end it follows again. */
export function FollowBox({ label, className, inner, children }: { label: string; className: string | undefined; inner?: string | undefined; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);

  useEffect(() => {
    if (content.current === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (stuck.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    });
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  // Only what the reader does lets go: content that shrinks (a jump backwards) scrolls by itself.
  const look = () => {
    const outer = box.current;
    if (outer !== null) stuck.current = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR_PX;
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- listens to scrolling by hand, adds no act of its own
    <div
      ref={box}
      role="region"
      aria-label={label}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
      tabIndex={0}
      data-own-keys
      className={className}
      onWheel={() => requestAnimationFrame(look)}
      onTouchMove={look}
      onKeyUp={look}
      onPointerUp={look}
    >
      <div ref={content} className={inner}>{children}</div>
    </div>
  );
}
