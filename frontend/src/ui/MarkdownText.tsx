import { lexer, type Token, type Tokens } from "marked";
import { Fragment, useMemo, type ReactNode } from "react";
import { useI18n } from "@/i18n/I18n";
import { CopyButton } from "./CopyButton";
import styles from "./Markdown.module.css";

/**
 * Text of models and users is hostile until shown otherwise: marked only splits it into tokens, and this file makes React
 * elements of those it knows. HTML stays text, images are not fetched, links open only http(s) and mail addresses.
 */
export function MarkdownText({ text }: { text: string }) {
  const { t } = useI18n();
  const tokens = useMemo(() => lexer(text, { gfm: true, breaks: true }), [text]);
  return <div className={styles["prose"]}>{blocks(tokens, t.trace.image)}</div>;
}

type ImageText = (alt: string) => string;

function Code({ text, lang }: Tokens.Code) {
  const language = lang?.split(/\s/)[0] ?? "";
  return (
    <div className={styles["code"]}>
      <header><span className="mono">{language}</span><CopyButton text={text} /></header>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls sideways, so the keyboard must reach it */}
      <pre tabIndex={0}><code>{text}</code></pre>
    </div>
  );
}

function safeLink(href: string): string | null {
  try {
    const url = new URL(href, "https://relative.invalid");
    return ["http:", "https:", "mailto:"].includes(url.protocol) && url.hostname !== "relative.invalid" ? url.href : null;
  } catch {
    return null;
  }
}

/** Entities written in Markdown text stand for their characters. */
function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}

function blocks(tokens: readonly Token[], image: ImageText): ReactNode[] {
  return tokens.map((token, index) => <Fragment key={index}>{block(token, image)}</Fragment>);
}

function block(token: Token, image: ImageText): ReactNode {
  switch (token.type) {
    case "space":
    case "def": return null;
    case "heading": {
      const { tokens } = token as Tokens.Heading;
      return <h4>{inline(tokens, image)}</h4>;
    }
    case "paragraph": return <p>{inline((token as Tokens.Paragraph).tokens, image)}</p>;
    case "code": return <Code {...(token as Tokens.Code)} />;
    case "blockquote": return <blockquote>{blocks((token as Tokens.Blockquote).tokens, image)}</blockquote>;
    case "hr": return <hr />;
    case "list": {
      const list = token as Tokens.List;
      const items = list.items.map((item, index) => <li key={index}>{blocks(item.tokens, image)}</li>);
      return list.ordered ? <ol start={list.start === "" ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case "table": {
      const table = token as Tokens.Table;
      return (
        <table>
          <thead><tr>{table.header.map((cell, index) => <th key={index}>{inline(cell.tokens, image)}</th>)}</tr></thead>
          <tbody>{table.rows.map((row, index) => <tr key={index}>{row.map((cell, column) => <td key={column}>{inline(cell.tokens, image)}</td>)}</tr>)}</tbody>
        </table>
      );
    }
    case "html": return <p className={styles["plain"]}>{(token as Tokens.HTML).raw.trimEnd()}</p>;
    case "text": {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? unescape(text) : inline(tokens, image);
    }
    default: return token.raw;
  }
}

function inline(tokens: readonly Token[], image: ImageText): ReactNode[] {
  return tokens.map((token, index) => <Fragment key={index}>{inlineOne(token, image)}</Fragment>);
}

function inlineOne(token: Token, image: ImageText): ReactNode {
  switch (token.type) {
    case "strong": return <strong>{inline((token as Tokens.Strong).tokens, image)}</strong>;
    case "em": return <em>{inline((token as Tokens.Em).tokens, image)}</em>;
    case "del": return <del>{inline((token as Tokens.Del).tokens, image)}</del>;
    case "codespan": return <code>{(token as Tokens.Codespan).text}</code>;
    case "br": return <br />;
    case "link": {
      const link = token as Tokens.Link;
      const href = safeLink(link.href);
      return href === null ? inline(link.tokens, image) : <a href={href} target="_blank" rel="noreferrer noopener nofollow">{inline(link.tokens, image)}</a>;
    }
    case "image": return <em>{image((token as Tokens.Image).text)}</em>;
    case "escape": return (token as Tokens.Escape).text;
    case "text": {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? unescape(text) : inline(tokens, image);
    }
    case "html": return (token as Tokens.HTML).raw;
    default: return token.raw;
  }
}
