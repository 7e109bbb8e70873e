"use strict";
// Every word from outside (file names, descriptions) goes in as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const SIZE = 50;
  const SEVERITY = ["info", "low", "medium", "high", "critical"];
  const VERDICT = {
    do_not_share: "do not share", fix_before_sharing: "fix before sharing",
    check_by_eye: "check by eye", nothing_found: "nothing found (no guarantee)",
  };
  const blocks = new Map();
  let found = [];
  let page = 0;
  let only = null; // {field, value}: photos that look alike, or the sample

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function preview(index) {
    const number = Math.floor(index / data.block);
    if (!blocks.has(number)) {
      const block = at("previews-" + number);
      blocks.set(number, block ? JSON.parse(block.textContent).jpegs : []);
    }
    return blocks.get(number)[index % data.block];
  }

  function fill(id, choices) {
    const select = at(id);
    select.append(new Option("all", ""));
    for (const [value, words] of choices) select.append(new Option(words, value));
    select.addEventListener("change", () => { only = null; show(true); });
  }

  function counts(values) {
    const number = new Map();
    for (const value of values) number.set(value, (number.get(value) || 0) + 1);
    return number;
  }

  function choices() {
    const rows = data.rows;
    const groups = counts(rows.map((row) => row.g));
    fill("group", Object.entries(data.groups).filter(([g]) => groups.has(g)).map(([g, words]) => [g, words + " (" + groups.get(g) + ")"]));
    const kinds = counts(rows.flatMap((row) => [...new Set(row.i.map((finding) => finding[0]))]));
    fill("kind", [...kinds].sort((a, b) => b[1] - a[1]).map(([k, n]) => [k, data.kinds[k].title + " (" + n + ")"]));
    fill("severity", [4, 3, 2, 1].map((s) => [s, data.severities[s]]));
    const folders = counts(rows.map((row) => row.f));
    fill("folder", [...folders].sort((a, b) => (data.folders[a[0]] < data.folders[b[0]] ? -1 : 1)).map(([f, n]) => [f, data.folders[f] + " (" + n + ")"]));
    const months = counts(rows.map((row) => row.m.slice(0, 7)));
    fill("month", [...months].filter(([m]) => m).sort((a, b) => (a[0] < b[0] ? 1 : -1)).map(([m, n]) => [m, m + " (" + n + ")"]));
    const people = counts(rows.flatMap((row) => row.p || []));
    fill("person", [...people].sort((a, b) => b[1] - a[1]).map(([p, n]) => [p, "person " + p + " (" + n + ")"]));
    at("person-label").hidden = people.size === 0;
    const decisions = counts(rows.map((row) => row.q || "open"));
    fill("decision", [...decisions].map(([d, n]) => [d, d.replace("_", " ") + " (" + n + ")"]));
  }

  function wanted(row) {
    if (only) return row[only.field] === only.value;
    const [group, kind, severity, folder, month, decision, person] =
      ["group", "kind", "severity", "folder", "month", "decision", "person"].map((id) => at(id).value);
    const text = at("text").value.trim().toLowerCase();
    return (!group || row.g === group) && (!kind || row.i.some((finding) => finding[0] === Number(kind)))
      && (!severity || row.s >= Number(severity)) && (!folder || row.f === Number(folder))
      && (!person || (row.p || []).includes(Number(person))) && (!month || row.m.startsWith(month)) && (!decision || (row.q || "open") === decision)
      && (!text || (data.folders[row.f] + "/" + row.n).toLowerCase().includes(text));
  }

  function show(again) {
    if (again) {
      found = [];
      data.rows.forEach((row, index) => { if (wanted(row)) found.push(index); });
      page = 0;
    }
    const last = Math.max(0, Math.ceil(found.length / SIZE) - 1);
    page = Math.min(Math.max(0, page), last);
    at("list").replaceChildren(...found.slice(page * SIZE, (page + 1) * SIZE).map(item));
    at("count").textContent = found.length.toLocaleString("en-GB") + (found.length === 1 ? " photo" : " photos") + (only ? " (clear to see all)" : "");
    at("page").textContent = "Page " + (page + 1) + " of " + (last + 1);
    at("previous").disabled = page === 0;
    at("next").disabled = page === last;
  }

  function item(index) {
    const row = data.rows[index];
    const made = element("li", SEVERITY[row.s] || "");
    const picture = element("div", "picture");
    const jpeg = preview(index);
    if (jpeg) {
      const image = element("img");
      image.loading = "lazy";
      image.alt = "";
      image.src = "data:image/jpeg;base64," + jpeg;
      picture.append(image);
    } else {
      picture.append(element("span", "", row.t === "scanned" && row.d === "full" ? "no preview in this page" : row.t.replace("_", " ")));
    }
    const words = element("div");
    words.append(element("p", "name", row.n), element("p", "where", data.folders[row.f] + (row.m ? " · " + row.m.slice(0, 10) : "")));
    words.append(findings(row));
    if (row.e) words.append(element("p", "small", row.e));
    words.append(tags(row));
    made.append(picture, words);
    return made;
  }

  function findings(row) {
    const list = element("ul", "finds");
    const together = new Map();
    for (const [kind, severity, mask] of row.i) {
      const key = kind + "/" + severity;
      if (!together.has(key)) together.set(key, { kind, severity, masks: new Set(), number: 0 });
      together.get(key).number += 1;
      together.get(key).masks.add(mask);
    }
    const groups = [...together.values()].sort((a, b) => b.severity - a.severity);
    const grave = groups.filter((group) => group.severity >= 2);
    for (const group of grave.slice(0, 8)) {
      const line = element("li", SEVERITY[group.severity]);
      const title = data.kinds[group.kind].title;
      line.append(title + (group.number > 1 ? " (" + group.number + ")" : "") + ", " + data.severities[group.severity]);
      line.title = data.kinds[group.kind].advice;
      const masks = [...group.masks].slice(0, 2).map((mask) => data.masks[mask]).join("; ");
      if (masks && masks.toLowerCase() !== title.toLowerCase()) line.append(element("small", "", " " + masks));
      list.append(line);
    }
    const rest = groups.length - Math.min(8, grave.length);
    if (rest > 0) list.append(element("li", "", "and " + rest + " kinds of less weight"));
    return list;
  }

  function tags(row) {
    const line = element("div", "tags");
    if (row.v) line.append(element("span", "", VERDICT[row.v] || row.v));
    if (row.d === "first_look") line.append(element("span", "", "first look only"));
    if (row.u !== undefined) line.append(element("span", "", "not looked for: " + data.unlooked[row.u]));
    if (row.r !== undefined) line.append(element("span", "", row.r + " new"));
    for (const person of row.p || []) line.append(element("span", "", "person " + person));
    if (row.q) line.append(element("span", "", row.q.replace("_", " ") + " (" + row.w + ")"));
    if (row.c) line.append(element("span", "", "same content in " + row.c + " more"));
    if (row.a !== undefined) {
      const alike = element("button", "", "looks like others");
      alike.type = "button";
      alike.addEventListener("click", () => { only = { field: "a", value: row.a }; show(true); });
      line.append(alike);
    }
    if (row.l) {
      const link = element("a", "", "numbered picture");
      link.href = row.l;
      link.target = "_blank";
      link.rel = "noreferrer noopener";
      line.append(link);
    }
    return line;
  }

  // Wilson's interval for a share (E. B. Wilson 1927), 95 %; the rule of three is its simple cousin for none found.
  function estimate() {
    const looked = Number(at("looked").value), missed = Math.min(Number(at("missed").value), looked);
    if (!looked) { at("estimate").textContent = ""; return; }
    const z = 1.96, share = missed / looked, base = 1 + z * z / looked;
    const middle = (share + z * z / (2 * looked)) / base;
    const half = z * Math.sqrt(share * (1 - share) / looked + z * z / (4 * looked * looked)) / base;
    const percent = (value) => (100 * Math.min(1, Math.max(0, value))).toFixed(1) + " %";
    at("estimate").textContent = "Estimated share of missed photos: " + percent(share) + " (95 %: " + percent(middle - half) + " to " + percent(middle + half) + ").";
  }

  choices();
  at("text").addEventListener("input", () => { only = null; show(true); });
  at("clear").addEventListener("click", () => {
    only = null;
    for (const id of ["group", "kind", "severity", "folder", "month", "decision", "person", "text"]) at(id).value = "";
    show(true);
  });
  const turn = (by) => { page += by; show(false); at("photos").scrollIntoView(); };
  at("previous").addEventListener("click", () => turn(-1));
  at("next").addEventListener("click", () => turn(1));
  if (at("looked")) {
    at("looked").addEventListener("input", estimate);
    at("missed").addEventListener("input", estimate);
    at("show-sample").addEventListener("click", () => { only = { field: "x", value: 1 }; show(true); at("photos").scrollIntoView(); });
    estimate();
  }
  show(true);
})();
