import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { theme } from "../state/theme.ts";
import { totals } from "../state/topology.ts";

const HEIGHT = 150;

/** Messages handled per second, and waiting, over two minutes. The chart library comes with the view. */
export function TotalsChart() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let end: () => void = () => {};
    let gone = false;
    void import("./chart.ts").then(({ drawTotals }) => {
      if (!gone) end = follow(element, drawTotals);
    });
    return () => {
      gone = true;
      end();
    };
  }, [theme.value]);
  return (
    <div
      class="chart"
      ref={box}
      role="img"
      aria-label="Messages handled per second, and waiting"
      style={{ minHeight: `${HEIGHT}px` }}
    />
  );
}

type Draw = (element: HTMLElement, height: number) => uPlot;

function follow(element: HTMLElement, draw: Draw): () => void {
  const chart = draw(element, HEIGHT);
  const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
  observer.observe(element);
  const stop = effect(() => {
    const [times, handled, waiting] = totals.value;
    chart.setData([[...times], [...handled], [...waiting]]);
  });
  return () => {
    stop();
    observer.disconnect();
    chart.destroy();
  };
}
