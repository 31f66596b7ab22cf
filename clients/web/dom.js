// Small words for the document.

export const $ = id => document.getElementById(id);

export const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

/** A file for the user. */
export const save = (name, text, type) => {
  const link = element('a', { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

export const copy = async (text, button) => {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed';
  }
  setTimeout(() => { button.textContent = label; }, 1500);
};

/** 75.3 → 1:15.3 */
export const clock = seconds => {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${(seconds - minutes * 60).toFixed(1).padStart(4, '0')}`;
};

export const bytes = count => {
  const [unit, name] = count >= 1e9 ? [1e9, 'GB'] : count >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${(count / unit).toPrecision(3)} ${name}`.replace(/\.0+ /, ' ');
};

/** Sizes a canvas to the pixels it has; true when that changed. */
export const fit = canvas => {
  const scale = Math.min(devicePixelRatio || 1, 3);
  const width = Math.max(1, Math.round(canvas.clientWidth * scale));
  const height = Math.max(1, Math.round(canvas.clientHeight * scale));
  if (canvas.width === width && canvas.height === height) {
    return false;
  }
  canvas.width = width;
  canvas.height = height;
  return true;
};

export const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const calm = matchMedia('(prefers-reduced-motion: reduce)');
export const dark = matchMedia('(prefers-color-scheme: dark)');
