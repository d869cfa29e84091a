package planfile

import (
	"bytes"
	"regexp"
	"strings"
)

// labelled is a line that begins with a label of the template.
type labelled struct {
	label   *label
	value   span // on the same line, trimmed
	from    int  // the byte after the label
	indent  int
	bullet  bool
	nothing bool // the line has no text beside the label
}

var itemMark = regexp.MustCompile(`^([ \t]*)([-*+•‣◦–]|\d{1,3}[.)])(?:[ \t]+|$)(?:\[[ xX]\][ \t]+)?`)

// itemAt finds the mark of a list item: its indent and where its text begins.
func (s *layout) itemAt(i int) (indent, text int, ok bool) {
	m := itemMark.FindSubmatchIndex(s.bytes(i))
	if m == nil {
		return 0, 0, false
	}
	return width(s.bytes(i)[:m[3]]), s.ls[i].start + m[1], true
}

// width counts an indent in columns.
func width(b []byte) int {
	n := 0
	for _, c := range b {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n
		}
	}
	return n
}

// labelAt recognises "- Label: value", "**Label:** value", "### Label" and the like.
func (s *layout) labelAt(i int) (labelled, bool) {
	ln := s.ls[i]
	if ln.code {
		return labelled{}, false
	}
	at, end := s.trim(ln.start, ln.end)
	l := labelled{indent: width(s.m[ln.start:at])}
	if _, text, ok := s.itemAt(i); ok {
		l.bullet, at = true, text
	}
	headed := at < end && s.m[at] == '#'
	for at < end && (s.m[at] == '#' || headed && s.m[at] == ' ') {
		at++
	}
	if at >= end {
		return labelled{}, false
	}
	head := s.m[at:min(end, at+160)]
	if colon, size := colonIn(head); colon >= 0 {
		if l.label = labelByName[fold(string(head[:colon]))]; l.label != nil {
			s.valueAfter(&l, string(head[:colon]), at+colon+size, end)
			return l, true
		}
	}
	if headed || bytes.HasPrefix(head, []byte("**")) && bytes.HasSuffix(head, []byte("**")) {
		if l.label = labelByName[fold(string(s.m[at:end]))]; l.label != nil {
			l.from, l.value, l.nothing = end, span{end, end}, true
			return l, true
		}
	}
	return labelled{}, false
}

// colonIn finds the colon that ends a label; some keyboards write it wide.
func colonIn(b []byte) (at, size int) {
	at = bytes.IndexByte(b, ':')
	if wide := bytes.Index(b, []byte("：")); wide >= 0 && (at < 0 || wide < at) {
		return wide, len("：")
	}
	return at, 1
}

// valueAfter finds the value on the label's own line, minding bold that
// closes behind the colon or at the end of the line.
func (s *layout) valueAfter(l *labelled, name string, from, end int) {
	open := name[:len(name)-len(strings.TrimLeft(name, "*_"))]
	if open != "" && strings.Count(name, open) == 1 {
		if rest := s.m[from:end]; bytes.HasPrefix(rest, []byte(open)) {
			from += len(open)
		} else if bytes.HasSuffix(rest, []byte(open)) {
			end -= len(open)
		}
	}
	l.from = from
	l.value[0], l.value[1] = s.trim(from, end)
}

// piece is one item of a value: stretches of bytes on consecutive lines.
type piece []span

// readLabel reads the value of the label on line i, on the same line or below
// it, and returns the line after.
func (s *layout) readLabel(i int, l labelled) int {
	p := place{line: s.ls[i].num, start: l.from}
	var pieces []piece
	if l.value[0] < l.value[1] {
		p.start = l.value[0]
		pieces = []piece{{l.value}}
	}
	j, gap, last := i+1, false, i
	for ; j < len(s.ls); j++ {
		if s.blank(j) {
			gap = true
			continue
		}
		if s.ends(j, l) {
			break
		}
		if ts := s.valueTable(j); ts != nil {
			if l.label.list && len(pieces) == 0 {
				return s.putTable(l, p, j)
			}
			break
		}
		start, end := s.trim(s.ls[j].start, s.ls[j].end)
		indent, text, item := s.itemAt(j)
		if !item {
			indent, text = width(s.bytes(j)), start
		}
		text = min(text, end) // an item can be nothing but its mark
		deeper := indent > l.indent
		switch {
		case item && (deeper || !l.bullet):
		case item && l.label.list && l.value[0] == l.value[1] && !ownLabel(s.m[text:end]):
		case item:
			end = 0
		case !gap:
			if len(pieces) > 0 { // a wrapped line goes on
				k := len(pieces) - 1
				pieces[k] = append(pieces[k], span{text, end})
				last = j
				continue
			}
		case deeper && l.bullet:
		case len(pieces) == 0 && (!l.bullet || l.label.path == "waves_text"):
		default:
			end = 0
		}
		if end == 0 {
			break
		}
		if text < end {
			pieces = append(pieces, piece{{text, end}})
			last = j
		}
		gap = false
	}
	if l.nothing { // below a heading the value stands on lines of its own
		if len(pieces) > 0 {
			p.start = pieces[0][0][0]
		} else {
			p.pre = s.eol() + s.eol()
		}
	}
	p.end = p.start
	var texts []string
	for _, pc := range pieces {
		var raw []string
		for _, sp := range pc {
			raw = append(raw, string(s.m[sp[0]:sp[1]]))
			p.end = sp[1]
		}
		texts = append(texts, unescape(strings.Join(raw, " ")))
	}
	p.text = tidy(strings.Join(texts, "\n"))
	s.put(l.label.path, p)
	return last + 1
}

// ends reports whether line j cannot belong to the value of l.
func (s *layout) ends(j int, l labelled) bool {
	if s.ls[j].code {
		return true
	}
	if _, _, heading := s.headingAt(j); heading {
		return true
	}
	if next, ok := s.labelAt(j); ok && (next.indent <= l.indent || !l.bullet) {
		return true
	}
	if t, _ := tableOf(s.texts(s.split(j))); t != nil {
		return true
	}
	b := bytes.TrimSpace(s.bytes(j))
	return len(b) >= 3 && (len(bytes.Trim(b, "-")) == 0 || len(bytes.Trim(b, "=")) == 0 || len(bytes.Trim(b, "*")) == 0 || len(bytes.Trim(b, "_")) == 0)
}

var shortLabel = regexp.MustCompile(`^[*_]*[A-Z][A-Za-z /&-]{1,40}:`)

// ownLabel reports whether an item is a field of the author's own ("Cost
// model: …"), which is not part of the field above it.
func ownLabel(b []byte) bool { return shortLabel.Match(b) }

// valueTable returns the header of a table that begins on line j, with its
// row of dashes below.
func (s *layout) valueTable(j int) []string {
	if j+1 >= len(s.ls) || s.blank(j+1) {
		return nil
	}
	if cells := s.split(j); len(cells) > 0 && ruler(s.texts(s.split(j+1))) {
		return s.texts(cells)
	}
	return nil
}

// putTable reads a table that stands as a label's value, such as a procedure
// with a column of owners: a line of text for each row.
func (s *layout) putTable(l labelled, p place, j int) int {
	act, owner := 0, -1
	for k, h := range s.valueTable(j) {
		switch h = fold(h); h {
		case "action", "step", "task", "what", "procedure", "trigger", "criterion", "criteria", "description":
			act = k
		case "owner", "who", "responsible", "role":
			owner = k
		}
	}
	if l.nothing {
		p.start, _ = s.trim(s.ls[j].start, s.ls[j].end)
	}
	var lines []string
	for j += 2; j < len(s.ls) && !s.blank(j) && s.isRow(j); j++ {
		ts := s.texts(s.split(j))
		_, p.end = s.trim(s.ls[j].start, s.ls[j].end)
		if act >= len(ts) || ts[act] == "" {
			continue
		}
		line := unescape(ts[act])
		if owner >= 0 && owner < len(ts) && ts[owner] != "" && owner != act {
			line += " (" + unescape(ts[owner]) + ")"
		}
		lines = append(lines, strings.ReplaceAll(line, "\n", " "))
	}
	p.end = max(p.end, p.start)
	p.text = strings.Join(lines, "\n")
	s.put(l.label.path, p)
	return j
}
