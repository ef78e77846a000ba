/** Calm: one accent, which is the verdict's. Nothing in it is taken from a report. */
export const styleSheet = `
:root{--page:#f7f7f5;--sheet:#fff;--text:#1b1f23;--soft:#59626c;--line:#e1e4e8;--link:#1f5fa8;
--good:#1d7347;--good-tint:#e4f2ea;--bad:#b3261e;--bad-tint:#fae5e2;--warning:#855600;--warning-tint:#fbf0d9;--quiet:#5c646d;--quiet-tint:#eff1f3;--code:#f4f5f6}
@media (prefers-color-scheme:dark){:root{--page:#121518;--sheet:#1a1e22;--text:#e4e7ea;--soft:#9ba5af;--line:#2d343b;--link:#8ab8f0;
--good:#63cf95;--good-tint:#16301f;--bad:#ff8d83;--bad-tint:#431f1c;--warning:#edba63;--warning-tint:#382b10;--quiet:#9ba5af;--quiet-tint:#242a30;--code:#14181b}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:1240px;margin:0 auto;padding:0 24px}
footer{max-width:1240px;margin:0 auto;padding:8px 24px 48px;color:var(--soft);font-size:13px}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
h1,h2,h3{line-height:1.25;font-weight:650;margin:0}
h2{font-size:21px;margin-bottom:12px}
h3{font-size:16px}
small,.hash{color:var(--soft);font-size:12.5px;font-weight:400}
.hash code{font-size:.94em}
p{margin:6px 0}
.good{color:var(--good)}.bad{color:var(--bad)}.warning{color:var(--warning)}.quiet{color:var(--quiet)}
.o{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.symbols{position:absolute;width:0;height:0}
.m{width:1em;height:1em;vertical-align:-.13em;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;flex:none}
section,.top{background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:24px 28px;margin:20px 0}
.top{border-top:6px solid var(--accent);padding-top:22px}
.top.good{--accent:var(--good)}.top.bad{--accent:var(--bad)}.top.warning{--accent:var(--warning)}.top.quiet{--accent:var(--quiet)}
.top{color:var(--text)}
.top h1{font-size:28px;letter-spacing:-.01em;max-width:30em;text-wrap:balance;color:var(--accent)}
.kicker{color:var(--soft);font-size:13px;margin:0 0 6px;letter-spacing:.02em}
.share{display:flex;gap:2px;height:10px;margin:20px 0 10px;border-radius:5px;overflow:hidden}
.share span{background:currentColor}
.counts{list-style:none;padding:0;margin:0 0 20px;display:flex;flex-wrap:wrap;gap:4px 22px}
.counts b{font-size:17px}
.facts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px 32px;margin:0;padding-top:18px;border-top:1px solid var(--line)}
dt{color:var(--soft);font-size:13px}
dd{margin:0}
.warnings{list-style:none;margin:18px 0 0;padding:12px 16px;background:var(--warning-tint);border-radius:8px}
.warnings .m{color:var(--warning);margin-right:8px}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0 4px;margin:0;font-size:14px}
.scroll{overflow:auto;position:relative}
.tall{max-height:min(88vh,1100px)}
table{border-collapse:separate;border-spacing:0;font-size:14px}
th{text-align:left;font-weight:600}
.list{width:100%}
.list th,.list td{padding:8px 18px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}
.list th,.list td{overflow-wrap:break-word}.list td:last-child{min-width:12em}.list thead th{white-space:nowrap;color:var(--soft);font-weight:400;font-size:13px}
.list small{display:block}
.list caption{text-align:left;color:var(--soft);font-size:13px;padding-bottom:4px}
.stacks{width:auto;margin:8px 0 14px}.stacks caption{white-space:nowrap}.stacks code{overflow-wrap:anywhere}
.matrix{border-spacing:2px;min-width:100%}
.matrix thead{position:sticky;top:0;z-index:2;background:var(--sheet)}
.matrix thead th,.matrix thead td{background:var(--sheet)}
.matrix .group{font-size:12px;font-weight:400;color:var(--soft);vertical-align:bottom;padding:0 6px 6px;line-height:1.2;border-bottom:2px solid var(--line);overflow-wrap:break-word}
.matrix .col{vertical-align:bottom;padding:6px 0 4px}
.matrix .col a{display:flex;justify-content:center;color:var(--text);text-decoration:none}
.matrix .col a:hover{text-decoration:underline}
.matrix .col span{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:400;font-size:13px;white-space:nowrap;max-height:200px;overflow:hidden;text-overflow:ellipsis}
.matrix .corner{vertical-align:bottom;color:var(--soft);font-weight:400;font-size:13px;padding:0 12px 4px 0}
.matrix tbody th{font-weight:500;padding:0 12px 0 0;max-width:340px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;overflow-wrap:normal}
.matrix tbody th a{color:var(--text);text-decoration:none}
.matrix tbody th a:hover{text-decoration:underline}
.matrix tbody th,.matrix .corner:first-child{position:sticky;left:0;background:var(--sheet);z-index:1}
.matrix .verdict{padding:3px 12px 3px 0;white-space:nowrap;overflow-wrap:normal}
.matrix .first{padding-left:8px}
.c a{display:flex;align-items:center;justify-content:center;min-width:23px;height:27px;border-radius:5px;color:inherit;text-decoration:none;background:var(--tint)}
.c.good{--tint:var(--good-tint)}.c.bad{--tint:var(--bad)}.c.warning{--tint:var(--warning-tint)}.c.quiet{--tint:var(--quiet-tint)}
.c.bad a{color:var(--sheet)}
.c a:hover{box-shadow:0 0 0 2px currentColor}
.c.bad a:hover{box-shadow:0 0 0 2px var(--bad)}
.pill{display:inline-flex;align-items:center;gap:5px;padding:1px 9px 1px 7px;border-radius:99px;font-size:13px;font-weight:500;line-height:1.55;white-space:nowrap;vertical-align:baseline}
.pill.good{background:var(--good-tint)}.pill.bad{background:var(--bad-tint)}.pill.warning{background:var(--warning-tint)}.pill.quiet{background:var(--quiet-tint)}
.legend{display:flex;flex-wrap:wrap;gap:6px 22px;margin:16px 0 0;color:var(--soft);font-size:13px}
.entry{display:inline-flex;gap:8px;align-items:baseline}
.steps{padding-left:22px;margin:0}
.steps li{margin-bottom:14px}
.steps .where{font-size:13.5px}
.more{color:var(--soft);font-size:13px}
.timeline{display:block;width:100%;min-width:760px;height:auto;fill:none;stroke-linecap:round;stroke-linejoin:round}
.timeline text{fill:var(--text);font-size:12px;font-family:inherit}
.timeline text.axis{fill:var(--soft);font-size:11px}
.timeline .lane{stroke:var(--line)}
.timeline .tick{stroke:var(--soft)}
.timeline rect{fill:var(--quiet-tint);opacity:.6}
.timeline rect.odd{opacity:0}
.timeline rect.control{fill:var(--good-tint);opacity:.7}
.timeline .genuine{stroke:var(--quiet);stroke-width:3}
.timeline .held{stroke:var(--good);stroke-width:2}
.timeline .handshake{stroke:var(--good);stroke-width:2}
.timeline .read{fill:var(--bad)}
.key.timeline{display:inline-block;width:16px;height:16px;min-width:0;vertical-align:-3px;align-self:center}
.host{margin-top:26px;scroll-margin-top:12px}
.host>h3{font-size:17px;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
.host+.host{border-top:1px solid var(--line);padding-top:22px}
details{border-top:1px solid var(--line)}
summary{cursor:pointer;padding:8px 4px;list-style-position:outside;display:flex;gap:10px;align-items:baseline}
summary::-webkit-details-marker{display:none}
summary b{font-weight:550;flex:none;max-width:60%}
summary .because{color:var(--soft);font-size:14px}
details[open]>summary .because{visibility:hidden}
summary::after{content:"";margin-left:auto;width:7px;height:7px;border:solid var(--soft);border-width:0 1.5px 1.5px 0;transform:rotate(45deg) translateY(-3px);flex:none;transition:transform .15s}
details[open]>summary::after{transform:rotate(225deg) translate(-2px,-2px)}
.cell{padding:4px 0 18px 26px;scroll-margin-top:60px}
.cell:target{background:linear-gradient(to right,var(--link) 3px,transparent 3px)}
.cell>dl,.scenario>dl,.verdicts{margin:0;display:grid;gap:10px}
.cell>dl>div,.scenario>dl>div,.verdicts>div{display:grid;grid-template-columns:130px minmax(0,1fr);gap:16px}
.cell dt,.scenario dt,.verdicts dt{padding-top:1px}
.tries{list-style:none;padding:0;margin:10px 0 0;display:grid;gap:12px}
.tries>li{border-left:2px solid var(--line);padding-left:14px}
.run{color:var(--soft);font-size:12.5px;margin-left:10px}
.connection{font-size:14px;margin:6px 0}
.connection p{margin:2px 0}
.connection .end{color:var(--soft)}
.shown{margin:4px 0;padding-left:18px;font-size:13.5px}
figure{margin:8px 0 10px}
figcaption,.said p{color:var(--soft);font-size:12.5px;margin:0 0 3px}
pre{margin:0;padding:10px 14px;background:var(--code);border:1px solid var(--line);border-radius:7px;white-space:pre-wrap;max-height:22em;overflow:auto}
.leak{color:var(--bad);font-size:13.5px}
.leaks,.names{margin:0;padding-left:18px}
.scenario{margin-top:20px;scroll-margin-top:12px}
.scenario h3{margin-bottom:8px}
.scenario:target,.host:target{background:linear-gradient(to right,var(--link) 3px,transparent 3px);margin-left:-16px;padding-left:16px}
#coverage h3{margin-top:16px}
#limits ul{margin:0;padding-left:20px}
#limits li{margin-bottom:6px;max-width:62em}
@media (max-width:720px){.stacks caption{white-space:normal}main,footer{padding-left:10px;padding-right:10px}section,.top{padding:18px 16px;border-radius:8px}.top h1{font-size:22px}.facts{grid-template-columns:1fr}
.cell{padding-left:6px}.cell>dl>div,.scenario>dl>div,.verdicts>div{grid-template-columns:1fr;gap:2px}summary{flex-wrap:wrap;gap:4px 10px;padding-right:22px;position:relative}summary::after{position:absolute;right:8px;top:16px}summary b{max-width:85%}summary .because{flex-basis:100%;padding-left:26px}details[open]>summary .because{display:none}

.matrix tbody th{max-width:42vw;overflow:hidden;text-overflow:ellipsis}.matrix .verdict{padding-right:4px}.matrix .verdict .pill{padding:1px 4px}.matrix .verdict .pill span,.matrix .wide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
@media print{:root{--page:#fff;--sheet:#fff;--text:#000;--soft:#444;--line:#ccc;--link:#000;--good:#1d7347;--good-tint:#e4f2ea;--bad:#b3261e;--bad-tint:#fae5e2;--warning:#855600;--warning-tint:#fbf0d9;--quiet:#5c646d;--quiet-tint:#eff1f3;--code:#f6f6f6}
body{font-size:10pt}main{max-width:none;padding:0}section,.top{border:0;border-radius:0;padding:0;margin:0 0 18pt}.top{border-top:4pt solid var(--accent);padding-top:10pt}nav,summary::after{display:none}
.scroll,.tall,pre{overflow:visible;max-height:none}.matrix thead,.matrix tbody th{position:static}.matrix{zoom:.7}
details::details-content{content-visibility:visible;display:block;height:auto}.cell,figure,.scenario,tr{break-inside:avoid}h2,h3,summary{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
