package planfile

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// place is where one field's bytes lie.
type place struct {
	line       int // of the field's label or row
	start, end int // the bytes that Set replaces; equal for an empty field
	text       string
	pre, post  string // what Set must write around a text where the row is too short
}

// layout is what the scanner found: every field of the template that the
// document has, by path.
type layout struct {
	doc, m   []byte
	ls       []line
	fields   map[string]place
	rows     map[string]int // rows of each table, by the table's path
	sections map[int]int    // section → line of its heading
	notes    []rollout.Finding
	err      error

	section int  // where the scanner is; 0 before the first, foreign between known ones
	level   int  // of the headings of sections
	again   bool // second pass: fields that only foreign sections have

	loose, looseIn []int // lines of sections that no field holds, and their section
}

const foreign = -1

// scan finds the fields. It reads each line a bounded number of times.
func scan(doc []byte) (*layout, error) {
	if err := check(doc); err != nil {
		return nil, err
	}
	ls, err := cut(doc)
	if err != nil {
		return nil, err
	}
	s := &layout{
		doc: doc, m: mask(doc, ls), ls: ls,
		fields: map[string]place{}, rows: map[string]int{}, sections: map[int]int{},
	}
	// A heading that is not the template's begins a section of the author's
	// own. Its contents count only for what the template's sections lack.
	s.pass()
	s.again = true
	s.pass()
	if s.err != nil {
		return nil, s.err
	}
	s.looseEnds()
	found := len(s.rows)
	for p := range s.fields {
		if labelByPath[p] != nil {
			found++
		}
	}
	if found == 0 || len(s.sections) == 0 && found < 3 {
		return nil, otherDocument()
	}
	return s, nil
}

func (s *layout) pass() {
	had := map[string]bool{} // tables of the first pass are complete
	for p := range s.rows {
		had[p] = s.again
	}
	s.section, s.level = 0, 1
	for i := 0; i < len(s.ls) && s.err == nil; {
		if s.skip(i) || s.heading(i) {
			i++
			continue
		}
		cells := s.split(i)
		if s.err != nil {
			return
		}
		if s.again != (s.section == foreign) {
			i++
			continue
		}
		if t, cols := tableOf(s.texts(cells)); t != nil && !had[t.path] {
			i = s.readTable(i, t, cols)
			continue
		}
		if s.pair(i, cells) {
			i++
			continue
		}
		if l, ok := s.labelAt(i); ok {
			i = s.readLabel(i, l)
			continue
		}
		s.loosen(i)
		i++
	}
}

func (s *layout) bytes(i int) []byte { return s.m[s.ls[i].start:s.ls[i].end] }

func (s *layout) blank(i int) bool { return len(bytes.TrimSpace(s.bytes(i))) == 0 }

func (s *layout) skip(i int) bool { return s.ls[i].code || s.blank(i) }

var (
	hashes   = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+|$)(.*?)[ \t]*#*[ \t]*$`)
	numbered = regexp.MustCompile(`^(?:section )?([1-9])(?:[.):]| -|)\s+(.*)$`)
)

// headingAt says what heading line i is: its section, its level, or neither.
func (s *layout) headingAt(i int) (section, level int, ok bool) {
	b := s.bytes(i)
	if len(b) > 300 {
		return 0, 0, false
	}
	m := hashes.FindSubmatch(b)
	title, level := string(b), 2
	if m != nil {
		title, level = string(m[2]), len(m[1])
	} else if bytes.IndexByte(b, '|') >= 0 {
		return 0, 0, false
	}
	title = fold(title)
	number := 0
	if n := numbered.FindStringSubmatch(title); n != nil {
		number, title = int(n[1][0]-'0'), fold(n[2])
	}
	if m == nil { // a line of its own, as pages are copied: only the template's own titles
		section = sectionTitles[title]
		return section, level, section != 0
	}
	if section = sectionByName[title]; section != 0 {
		return section, level, true
	}
	if labelByName[title] != nil {
		return 0, 0, false // "### Pause triggers" is a label
	}
	if number < len(rollout.TemplateSections) && number == s.section+1 && number > 1 {
		return number, level, true // "## 5. Money" after section 4
	}
	return foreign, level, true
}

func (s *layout) heading(i int) bool {
	n, level, ok := s.headingAt(i)
	switch {
	case !ok:
		return false
	case n != foreign:
		s.section, s.level = n, level
		if s.sections[n] == 0 {
			s.sections[n] = s.ls[i].num
		}
	case s.section != 0 && level <= s.level:
		s.section = foreign
	}
	return true
}

// put records a field; the first one found stands.
func (s *layout) put(path string, p place) {
	if n := len(p.text); n > MaxCell && s.err == nil {
		s.err = tooLongCell(p.line, n)
	}
	if old, ok := s.fields[path]; ok {
		if p.text != "" && p.text != old.text && !s.again {
			s.note(p.line, "duplicate-field", fmt.Sprintf("“%s” stands at line %d already; what line %d says is not read.", labelByPath[path].name, old.line, p.line),
				"Keep one of the two.")
		}
		return
	}
	s.fields[path] = p
}

func (s *layout) note(line int, code, text, fix string) {
	s.notes = append(s.notes, rollout.Finding{Line: line, Code: code, Text: text, Fix: fix})
}

// trim moves the ends of [start, end) past blanks.
func (s *layout) trim(start, end int) (int, int) {
	for end > start && (s.m[end-1] == ' ' || s.m[end-1] == '\t') {
		end--
	}
	for start < end && (s.m[start] == ' ' || s.m[start] == '\t') {
		start++
	}
	return start, end
}

func cellPath(t *table, row int, field string) string {
	return fmt.Sprintf("%s[%d].%s", t.path, row, field)
}

// text is the text of a field, "" when the document has none.
func (s *layout) text(path string) string { return s.fields[path].text }

// quote shortens a text for a finding.
func quote(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 60 {
		text = string(r[:57]) + "…"
	}
	return "“" + text + "”"
}
