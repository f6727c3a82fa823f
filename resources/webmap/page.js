"use strict";
// What the page does beside Leaflet: scenarios, popups, labels, layer list, search. Every text in the features
// and in `data` came here safe: special letters are references (&#60;), so it can be put in as HTML.
// Features: t title, s style, r rows of the popup, q found by search, m scenarios ("101"), i symbol,
// c coverage by scenario (one digit of base 32 each: a bit for each of the words `covered`), p people,
// at place of the label, by[scenario] of a township: f fill, v figure, r rows.
function havenStart(map, data) {
  const element = (id) => document.getElementById(id);
  const isNarrow = window.innerWidth <= 760;
  const SYMBOL = 22;  // pixels
  const LONG = 10;  // rows of a popup that has two columns on paper
  const CLOSEST = 18;  // nobody can zoom in any further
  let scenario = data.active;

  // -- features --------------------------------------------------------------------------------------------
  const table = (rows) => "<table>" + rows.map(([name, text]) => "<tr><th>" + name + "</th><td>" + text + "</td></tr>").join("") + "</table>";
  const popup = (title, rows) => "<h3>" + title + "</h3>" + (rows.length ? table(rows) : "");
  // A popup moves the map until it is clear of what stands over it.
  const popupLook = (wide) => ({
    maxWidth: isNarrow ? 260 : wide,
    maxHeight: isNarrow ? 240 : 320,
    autoPanPaddingTopLeft: isNarrow ? [8, document.querySelector(".haven-title").offsetHeight + 40] : [396, 12],
    autoPanPaddingBottomRight: isNarrow ? [8, 12] : [316, 12],
  });
  const found = [];  // {name, layer, entry, feature}: what search finds
  const labels = [];
  map.createPane("labels").style.zIndex = 640;
  map.getPane("labels").style.pointerEvents = "none";

  function placeRows(place) {
    const code = parseInt(place.c[scenario], 32);
    const rows = data.words.covered
      .map((name, bit) => [name, code & (1 << bit) ? data.words.inside : data.words.outside])
      .filter((_, bit) => data.known[scenario] & (1 << bit));
    return [[data.words.people, place.p], ...rows];
  }

  const dress = {
    unit(layer, values) {
      layer.bindPopup(() => popup(values.t, values.by[scenario].r), popupLook(320));
      const label = L.marker(values.at, {
        pane: "labels", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "haven-label", iconSize: [0, 0] }),
      });
      labels.push({ label, values });
    },
    place(layer, values) {
      layer.bindPopup(() => popup(values.t, placeRows(values)), popupLook(320));
      layer.bindTooltip(values.t);
    },
    site(layer, values) {
      if (!values.r) {
        layer.setStyle(values.s);
        return;
      }
      layer.setIcon(L.divIcon({ html: data.icons[values.i], className: "haven-symbol", iconSize: [SYMBOL, SYMBOL] }));
      layer.bindPopup(() => popup(values.t, values.r), popupLook(340));
      layer.bindTooltip(values.t);
      // The symbol is a picture: who hears the page or goes through it by key gets its name.
      layer.on("add", () => layer.getElement().setAttribute("aria-label", plain(values.t)));
    },
    area(layer, values) {
      layer.setStyle(values.s);
      if (values.r) {
        layer.bindPopup(() => popup(values.t, values.r), popupLook(320));
        layer.bindTooltip(values.t, { sticky: true });
      }
    },
    line(layer, values) {
      layer.setStyle(values.s);
    },
  };

  for (const entry of data.layers) {
    entry.group = L.layerGroup(entry.parts);
    entry.members = [];
    for (const part of entry.parts) {
      part.eachLayer((layer) => {
        const values = layer.feature.properties;
        entry.members.push({ layer, values, part });
        dress[entry.kind](layer, values);
        if (entry.kind === "unit" || entry.kind === "place" || values.q || (entry.kind === "site" && values.r)) {
          found.push({ name: plain(values.t), layer, entry, values });
        }
      });
    }
  }

  // -- tiles -----------------------------------------------------------------------------------------------
  const EMPTY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const Inside = L.GridLayer.extend({
    createTile(at) {
      const picture = document.createElement("img");
      picture.alt = "";
      picture.src = data.tiles.pictures[at.z + "/" + at.x + "/" + at.y] || EMPTY;
      return picture;
    },
  });
  const tiles = data.tiles ? new Inside({ minNativeZoom: data.tiles.least, maxNativeZoom: data.tiles.most, bounds: data.bounds }) : null;

  function unitOpacity() {
    return tiles && map.hasLayer(tiles) ? data.tiles.opacity : 1;
  }

  // -- scenarios -------------------------------------------------------------------------------------------
  function showScenario(number) {
    scenario = number;
    map.closePopup();
    for (const entry of data.layers) {
      for (const { layer, values, part } of entry.members) {
        if (entry.kind === "unit") {
          layer.setStyle({ ...values.s, fill: true, fillColor: values.by[scenario].f, fillOpacity: unitOpacity() });
        } else if (entry.kind === "place") {
          const isKnown = (data.known[scenario] & data.colouredBy) > 0;
          const isCovered = !isKnown || (parseInt(values.c[scenario], 32) & data.colouredBy) > 0;
          const colour = isCovered ? data.covered : data.uncovered;
          layer.setStyle({ stroke: false, fill: true, fillColor: colour, fillOpacity: isCovered ? 0.55 : 0.9 });
          layer.setRadius((isCovered ? 1.6 : 2.6) * (isNarrow ? 0.75 : 1));
        } else if (values.m) {
          if (values.m[scenario] === "1") {
            part.addLayer(layer);
          } else {
            part.removeLayer(layer);
          }
        }
      }
    }
    for (const { label, values } of labels) {
      const icon = L.divIcon({
        className: "haven-label", iconSize: [0, 0],
        html: "<span>" + values.t + "<small>" + values.by[scenario].v + "</small></span>",
      });
      label.setIcon(icon);
    }
    for (const part of document.querySelectorAll("[data-scenario]")) {
      part.hidden = Number(part.dataset.scenario) !== scenario;
    }
    // Where nobody knows the shelters no dot is red, and the layer list speaks of none.
    const isKnown = (data.known[scenario] & data.colouredBy) > 0;
    document.body.classList.toggle("haven-unknown", !isKnown);
    document.body.style.setProperty("--place", isKnown ? data.uncovered : data.covered);
    arrange();
  }

  // -- labels and symbols ------------------------------------------------------------------------------------
  const shownSites = () => data.layers
    .filter((entry) => entry.kind === "site" && map.hasLayer(entry.group))
    .flatMap((entry) => entry.members.filter(({ values }) => values.r && values.m[scenario] === "1"));
  // Where a symbol stands on the screen.
  const pointOf = (member) => map.latLngToContainerPoint(member.layer.getLatLng()).add(member.shift || [0, 0]);

  function fanOut() {
    // Symbols at one spot stand in a ring around it, each to be seen and clicked; others keep their place.
    const spots = new Map();  // by cell of a grid as wide as a symbol, where the map cannot be drawn any larger
    const cells = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => [x, y]));
    for (const member of shownSites()) {
      const at = map.project(member.layer.getLatLng(), CLOSEST);
      const cell = at.divideBy(SYMBOL).floor();
      const near = cells.map(([x, y]) => spots.get(cell.x + x + " " + (cell.y + y))).find((spot) => spot && spot.at.distanceTo(at) < SYMBOL);
      if (near) {
        near.members.push(member);
      } else {
        spots.set(cell.x + " " + cell.y, { at, members: [member] });
      }
    }
    const wide = SYMBOL * symbolScale();
    for (const { members } of spots.values()) {
      const turn = (2 * Math.PI) / members.length;
      const radius = members.length > 1 ? wide / 2 / Math.sin(turn / 2) : 0;
      members.forEach((member, number) => {
        const [x, y] = [-Math.cos(turn * number) * radius, -Math.sin(turn * number) * radius].map(Math.round);
        const style = member.layer.getElement().style;
        member.shift = [x, y];
        style.marginLeft = x - SYMBOL / 2 + "px";
        style.marginTop = y - SYMBOL / 2 + "px";
        member.layer.options.icon.options.popupAnchor = [x, y];
        member.layer.options.icon.options.tooltipAnchor = [x, y];
      });
    }
  }

  function arrange() {
    fanOut();
    keepLabelsApart();
  }

  const isApart = (box, other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom;

  function symbolBoxes() {
    const half = SYMBOL / 2 * symbolScale();
    return shownSites().map((member) => {
      const at = pointOf(member);
      return { left: at.x - half, right: at.x + half, top: at.y - half, bottom: at.y + half };
    });
  }

  function keepLabelsApart() {
    // Each label at its place or a little beside it, clear of symbols and of other labels; without symbols' leave
    // if there is no other way; hidden if another label is there.
    const symbols = symbolBoxes();
    const taken = [];
    for (const { label, values } of labels) {
      const span = label.getElement() && label.getElement().firstChild;
      if (!span) {
        continue;
      }
      const at = map.latLngToContainerPoint(values.at);
      const [wide, high] = [span.offsetWidth / 2, span.offsetHeight / 2];
      const boxAt = ([x, y]) => ({ left: at.x + x - wide, right: at.x + x + wide, top: at.y + y - high, bottom: at.y + y + high });
      const steps = [0, 1, -1, 1.6, -1.6].flatMap((down) => [[0, down * 24], [wide + 8, down * 24], [-wide - 8, down * 24]]);
      const isFree = (step) => taken.every((other) => isApart(boxAt(step), other));
      const isClear = (step) => isFree(step) && symbols.every((other) => isApart(boxAt(step), other));
      const step = steps.find(isClear) || steps.find(isFree);
      span.style.visibility = step ? "visible" : "hidden";
      if (step) {
        taken.push(boxAt(step));
        span.style.left = step[0] + "px";
        span.style.top = step[1] + "px";
      }
    }
    showNames(symbols, taken);
  }

  // -- names of facilities and places --------------------------------------------------------------------------
  const names = L.layerGroup().addTo(map);
  const NEARER = { site: 1.75, place: 2.5 };  // zoomed in so far from the whole county
  const MOST_NAMES = 250;
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = "12px " + getComputedStyle(document.body).fontFamily;

  function showNames(symbols, taken) {
    // Beside what they name, where there is room; one that finds none is read by pointing.
    names.clearLayers();
    const shown = map.getBounds();
    const boxes = taken.concat(symbols);
    const most = boxes.length + MOST_NAMES;
    for (const kind of ["site", "place"]) {
      const entries = data.layers.filter((entry) => entry.kind === kind && map.hasLayer(entry.group));
      if (map.getZoom() < wholeZoom + NEARER[kind]) {
        continue;
      }
      for (const member of entries.flatMap((entry) => entry.members)) {
        const { layer, values } = member;
        const isThere = kind === "place" || (values.r && values.m[scenario] === "1");
        if (boxes.length >= most || !isThere || !values.t || !shown.contains(layer.getLatLng())) {
          continue;
        }
        const at = pointOf(member);
        const shift = member.shift || [0, 0];
        const wide = ruler.measureText(plain(values.t)).width + 4;
        const off = kind === "site" ? 12 * symbolScale() : 4;
        const sides = [[off, -8], [-off - wide, -8], [-wide / 2, off], [-wide / 2, -off - 16]];
        const boxOf = ([x, y]) => ({ left: at.x + x, right: at.x + x + wide, top: at.y + y, bottom: at.y + y + 16 });
        const side = sides.find((one) => boxes.every((other) => isApart(boxOf(one), other)));
        if (side) {
          boxes.push(boxOf(side));
          const icon = L.divIcon({ className: "haven-name", iconSize: [0, 0], html: "<span>" + values.t + "</span>" });
          const name = L.marker(layer.getLatLng(), { pane: "labels", interactive: false, keyboard: false, icon });
          names.addLayer(name);
          const span = name.getElement().firstChild;
          span.style.left = shift[0] + side[0] + "px";
          span.style.top = shift[1] + side[1] + "px";
        }
      }
    }
  }

  function symbolScale() {
    // As on screen: small when the whole county is in view, full size four times closer.
    const share = Math.min(1, Math.max(0, (map.getZoom() - wholeZoom) / 2));
    return data.far + (1 - data.far) * share;
  }

  function scaleSymbols() {
    map.getContainer().style.setProperty("--scale", String(symbolScale()));
  }

  function order() {
    // A layer switched on again goes back to its place, not to the top.
    for (const entry of data.layers) {
      if (map.hasLayer(entry.group)) {
        for (const part of entry.parts) {
          part.eachLayer((layer) => layer.bringToFront && layer.bringToFront());
        }
      }
    }
  }

  // -- controls ----------------------------------------------------------------------------------------------
  const overlays = {};
  if (tiles) {
    overlays["<span></span><span>" + data.tiles.name + "</span>"] = tiles;
    tiles.addTo(map);
    if (data.tiles.source) {
      const thanks = L.control({ position: "bottomright" });
      thanks.onAdd = () => {
        const box = L.DomUtil.create("div", "haven-source");
        box.innerHTML = data.tiles.source;
        return box;
      };
      thanks.addTo(map);
    }
  }
  for (const entry of data.layers) {
    let name = entry.sign + "<span>" + entry.name + (entry.known ? "<span class='haven-known'>" + entry.known + "</span>" : "") + "</span>";
    while (name in overlays) {
      name += "&#8203;";  // two layers may have one name
    }
    overlays[name] = entry.group;
  }
  const list = L.control.layers(null, overlays, { collapsed: isNarrow }).addTo(map);
  list.getContainer().querySelector(".leaflet-control-layers-toggle").title = plain(data.words.layers);
  // On a phone the open list lies over the title, not under it.
  new MutationObserver(() => {
    const isOpen = list.getContainer().classList.contains("leaflet-control-layers-expanded");
    document.body.classList.toggle("haven-list-open", isOpen && isNarrow);
  }).observe(list.getContainer(), { attributes: true, attributeFilter: ["class"] });
  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);
  const legend = L.control({ position: "bottomright" });
  legend.onAdd = () => {
    const box = element("haven-legend");
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  legend.addTo(map);
  element("haven-legend").open = !isNarrow;
  L.control.zoom({ position: "bottomleft", zoomInTitle: plain(data.words.nearer), zoomOutTitle: plain(data.words.farther) }).addTo(map);
  const home = L.control({ position: "bottomleft" });
  home.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar haven-home");
    const button = L.DomUtil.create("button", "", bar);
    button.type = "button";
    button.title = plain(data.words.home);
    button.setAttribute("aria-label", button.title);
    button.innerHTML = '<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M1 8 L8 1.5 L15 8 M3.5 6.5 V14 H12.5 V6.5" fill="none" stroke="#2b2926" stroke-width="1.6"/></svg>';
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.on(button, "click", showCounty);
    return bar;
  };
  home.addTo(map);
  const north = L.control({ position: "bottomleft" });
  north.onAdd = () => {
    const box = L.DomUtil.create("div", "haven-north");
    box.innerHTML = '<svg width="16" height="18"><path d="M8 0 L15 17 L8 13 L1 17 Z" fill="#2b2926"/></svg>' + data.words.north;
    return box;
  };
  north.addTo(map);

  function limitHeights() {
    const rest = isNarrow ? 120 : element("haven-legend").offsetHeight + (data.tiles && data.tiles.source ? 112 : 90);
    list.getContainer().querySelector(".leaflet-control-layers-list").style.maxHeight = Math.max(90, window.innerHeight - rest) + "px";
  }

  // -- search ------------------------------------------------------------------------------------------------
  const field = element("haven-search");
  const hits = element("haven-hits");

  function plain(text) {
    // A text area turns references back into letters without ever making elements of them.
    const area = document.createElement("textarea");
    area.innerHTML = text;
    return area.value;
  }

  function go({ layer, entry }) {
    if (!map.hasLayer(entry.group)) {
      entry.group.addTo(map);
    }
    if (layer.getBounds) {
      map.fitBounds(layer.getBounds(), { maxZoom: 15 });
    } else {
      map.setView(layer.getLatLng(), Math.max(map.getZoom(), 14));
    }
    layer.openPopup();
    hits.replaceChildren();
  }

  function search() {
    const wanted = field.value.trim().toLowerCase();
    hits.replaceChildren();
    if (!wanted) {
      return;
    }
    const isHere = ({ values }) => !values.m || values.m[scenario] === "1";
    const matches = found.filter((item) => item.name.toLowerCase().includes(wanted) && isHere(item)).slice(0, 12);
    for (const match of matches) {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = match.name;
      button.addEventListener("click", () => go(match));
      row.append(button);
      hits.append(row);
    }
    if (!matches.length) {
      const row = document.createElement("li");
      row.className = "none";
      row.textContent = plain(data.words.none);
      hits.append(row);
    }
  }

  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const first = hits.querySelector("button");
    if (event.key === "Enter" && first) {
      first.click();
    } else if (event.key === "Escape") {
      field.value = "";
      hits.replaceChildren();
    }
  });
  element("haven-scenario").addEventListener("change", (event) => showScenario(Number(event.target.value)));

  // -- start -------------------------------------------------------------------------------------------------
  const room = isNarrow
    ? { paddingTopLeft: [8, 130], paddingBottomRight: [8, 40] }
    : { paddingTopLeft: [390, 12], paddingBottomRight: [310, 12] };
  function showCounty() {
    if (data.bounds) {
      map.fitBounds(data.bounds, { animate: false, ...(window.innerWidth > 1100 || isNarrow ? room : {}) });
    }
  }
  showCounty();
  let wholeZoom = map.getZoom();
  if (data.bounds) {  // nothing is drawn beyond: nobody gets lost there
    map.setMinZoom(wholeZoom - 2);
    map.setMaxZoom(CLOSEST);
    map.setMaxBounds(L.latLngBounds(data.bounds).pad(1.5));
  }
  for (const entry of data.layers) {
    if (entry.show) {
      entry.group.addTo(map);
    }
  }
  const unitEntry = data.layers.find((entry) => entry.kind === "unit");
  const labelGroup = L.layerGroup(labels.map(({ label }) => label));
  if (unitEntry) {
    labelGroup.addTo(map);
  }
  map.on("overlayadd overlayremove", (event) => {
    if (unitEntry && event.layer === unitEntry.group) {
      if (map.hasLayer(unitEntry.group)) {
        labelGroup.addTo(map);
      } else {
        labelGroup.remove();
      }
    }
    if (event.layer === tiles) {
      showScenario(scenario);
    }
    order();
    arrange();
  });
  map.on("zoomend", scaleSymbols);
  map.on("moveend", arrange);  // zooming ends with it, too
  window.addEventListener("resize", () => {
    if (map.getZoom() === wholeZoom && !document.body.classList.contains("printing")) {  // a phone is turned round
      map.invalidateSize({ animate: false, pan: false });
      showCounty();
      wholeZoom = map.getZoom();
    }
    limitHeights();
  });
  // A popup that the page would cut moves the map until it is whole; its head counts where it is too long.
  function showPopup(free) {
    const open = map._popup;
    if (open && open.isOpen()) {
      open.getElement().classList.toggle("haven-long", open.getElement().querySelectorAll("tr").length > LONG);
      open.update();  // on paper it is as wide and high as what it says
      const box = open.getElement().getBoundingClientRect(), page = map.getContainer().getBoundingClientRect();
      const across = Math.max(0, box.right - page.right + 8);
      const down = Math.max(0, box.bottom - page.bottom + 8);
      map.panBy([
        Math.min(across, box.left - page.left - free) || 0,
        Math.min(down, box.top - page.top - 8) || 0,
      ], { animate: false });
    }
  }

  let before = null;  // the view on screen while the page is printed
  window.addEventListener("beforeprint", () => {
    const isWhole = map.getZoom() <= wholeZoom + 0.3;
    const bounds = isWhole && data.bounds ? data.bounds : map.getBounds();
    before = { centre: map.getCenter(), zoom: map.getZoom(), legend: element("haven-legend").open };
    element("haven-legend").open = true;
    document.body.classList.add("printing");
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(bounds, { animate: false, paddingTopLeft: [isWhole ? 320 : 8, 8], paddingBottomRight: [8, 8] });
    showPopup(isWhole ? 320 : 8);
    keepLabelsApart();
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.centre, before.zoom, { animate: false });
    if (map._popup && map._popup.isOpen()) {
      map._popup.update();
    }
    element("haven-legend").open = before.legend;
    keepLabelsApart();
  });
  element("haven-legend").addEventListener("toggle", limitHeights);
  showScenario(scenario);
  scaleSymbols();
  limitHeights();
}
