package planfile

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const untouched = "The plan is unchanged."

// Set writes the text of one field, named by its path ("cost.budget",
// "support[2].sla"), and leaves every other byte as it was. Reading the result
// gives the same text back, its ends and the ends of its lines trimmed; bars
// and line ends are written as Markdown needs them. The error is a
// *rollout.Problem.
func Set(doc []byte, path, text string) ([]byte, error) {
	text = tidy(text)
	if err := writable(text); err != nil {
		return nil, err
	}
	s, err := scan(doc)
	if err != nil {
		return nil, err
	}
	p, ok := s.fields[path]
	if !ok {
		if p, err = s.newPlace(path); err != nil {
			return nil, err
		}
	}
	if p.text == text {
		return bytes.Clone(doc), nil
	}
	// The lightest writing that reads back: seldom anything but the first.
	for _, raw := range []string{escape(text), escapeWith(text, "|`*_<~#:-=.)")} {
		out := splice(doc, p, raw)
		if len(out) > MaxBytes {
			return nil, rollout.Problemf(rollout.Invalid, "Write less, and link to the rest.", "With this the plan would be larger than %d KiB. %s", MaxBytes>>10, untouched)
		}
		if after, err := scan(out); err == nil && s.sameBut(after, path, text) {
			return out, nil
		}
	}
	return nil, rollout.Problemf(rollout.Invalid, "Change it in the file and import it again.",
		"%s cannot be written into line %d without changing other fields. %s", quote(text), max(p.line, 1), untouched)
}

// writable refuses what no cell can hold.
func writable(text string) error {
	if len(text) > MaxCell {
		return rollout.Problemf(rollout.Invalid, "Write less, and link to the rest.", "The text is too long: %d bytes, a field may have %d. %s", len(text), MaxCell, untouched)
	}
	if !utf8.ValidString(text) {
		return rollout.Problemf(rollout.Invalid, "Send it as text.", "The text is not UTF-8. %s", untouched)
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return rollout.Problemf(rollout.Invalid, "Take it out and send the text again.", "The text holds a control character (%U). %s", r, untouched)
		}
	}
	return nil
}

// splice replaces the bytes of one place.
func splice(doc []byte, p place, raw string) []byte {
	pre, post := p.pre, p.post
	if raw != "" && pre == "" && p.start > 0 && strings.IndexByte("|:*_#", doc[p.start-1]) >= 0 {
		pre = " "
	}
	if raw != "" && post == "" && p.end < len(doc) && doc[p.end] == '|' {
		post = " "
	}
	if raw == "" {
		pre, post = "", ""
	}
	out := make([]byte, 0, len(doc)+len(raw)+len(pre)+len(post))
	out = append(out, doc[:p.start]...)
	out = append(out, pre+raw+post...)
	return append(out, doc[p.end:]...)
}

// sameBut reports whether b has the fields and texts of s, and text at path.
func (s *layout) sameBut(b *layout, path, text string) bool {
	if b.fields[path].text != text {
		return false
	}
	for p, f := range s.fields {
		if g, ok := b.fields[p]; p != path && (!ok || g.text != f.text) {
			return false
		}
	}
	_, was := s.fields[path]
	_, is := b.fields[path]
	return is && len(b.fields)-len(s.fields) == map[bool]int{true: 0, false: 1}[was]
}

// newPlace finds where a label that the document lacks can be added: a line of
// its own behind the label that precedes it in the template, or before the one
// that follows.
func (s *layout) newPlace(path string) (place, error) {
	l := labelByPath[path]
	if l == nil {
		if t, row, col := cellOf(path); t != nil {
			if n := s.rows[t.path]; row >= n {
				return place{}, rollout.Problemf(rollout.Missing, "Add the row in the file and import it again.", "The table “%s” has %d rows; there is no row %d. %s", t.title, n, row+1, untouched)
			}
			return place{}, rollout.Problemf(rollout.Missing, "Add the column in the file and import it again.", "The table “%s” has no column “%s”. %s", t.title, t.columns[col].name, untouched)
		}
		return place{}, rollout.Problemf(rollout.Missing, "See the paths in `rollout lint --json`.", "The template has no field “%s”. %s", path, untouched)
	}
	var before, after *label
	for i := range labels {
		o := &labels[i]
		if _, ok := s.fields[o.path]; !ok || o.section != l.section {
			continue
		}
		if s.beforeLabel(o, l) {
			before = o
		} else if after == nil {
			after = o
		}
	}
	switch {
	case before != nil:
		f := s.fields[before.path]
		end := len(s.doc)
		for _, ln := range s.ls { // the end of the line that holds the value's end
			if ln.end >= f.end && ln.start <= f.end {
				end = ln.end
				break
			}
		}
		mark, ok := s.bulletOf(f.line)
		if !ok {
			break
		}
		return place{line: f.line, start: end, end: end, pre: s.eol() + mark + l.name + ": "}, nil
	case after != nil:
		f := s.fields[after.path]
		mark, ok := s.bulletOf(f.line)
		if !ok {
			break
		}
		at := s.ls[f.line-1].start
		return place{line: f.line, start: at, end: at, pre: mark + l.name + ": ", post: s.eol()}, nil
	}
	return place{}, rollout.Problemf(rollout.Missing, fmt.Sprintf("Add the line “- %s:” to section %d in the file and import it again.", l.name, l.section),
		"The document has no field “%s”, and no place where it would belong. %s", l.name, untouched)
}

func (s *layout) beforeLabel(a, b *label) bool {
	for i := range labels {
		if &labels[i] == a {
			return true
		}
		if &labels[i] == b {
			return false
		}
	}
	return false
}

// bulletOf is what stands before the label on a line: its indent and bullet.
// ok is false where the label is a heading or a row of a table.
func (s *layout) bulletOf(num int) (mark string, ok bool) {
	i := num - 1
	b := s.bytes(i)
	if strings.HasPrefix(strings.TrimSpace(string(b)), "#") || len(s.split(i)) > 1 && !strings.Contains(string(b), ":") || strings.HasPrefix(strings.TrimSpace(string(b)), "|") {
		return "", false
	}
	if _, text, item := s.itemAt(i); item {
		return string(s.doc[s.ls[i].start:text]), true
	}
	return string(b[:len(b)-len(bytes.TrimLeft(b, " \t"))]), true
}

// eol is how the document ends its lines.
func (s *layout) eol() string {
	if len(s.ls) > 0 {
		rest := s.doc[s.ls[0].end:]
		switch {
		case bytes.HasPrefix(rest, []byte("\r\n")):
			return "\r\n"
		case bytes.HasPrefix(rest, []byte("\r")):
			return "\r"
		}
	}
	return "\n"
}
