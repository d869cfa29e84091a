package planfile

import (
	"bytes"
	"strings"
)

// span is a stretch of bytes, [0] to [1].
type span [2]int

// split cuts line i into cells at the bars that no backslash precedes, code
// spans included, as GitHub does. A line without a bar has no cells.
func (s *layout) split(i int) []span {
	l := s.ls[i]
	b := s.m[l.start:l.end]
	if bytes.IndexByte(b, '|') < 0 {
		return nil
	}
	start, end := s.trim(l.start, l.end)
	if start < end && s.m[start] == '|' {
		start++
	}
	var cells []span
	from, slashes := start, 0
	for at := start; at < end; at++ {
		switch c := s.m[at]; {
		case c == '\\':
			slashes++
			continue
		case c == '|' && slashes%2 == 0:
			cells = append(cells, span{from, at})
			from = at + 1
		}
		slashes = 0
	}
	if from < end {
		cells = append(cells, span{from, end})
	}
	if len(cells) > MaxColumns && !l.code && s.err == nil {
		s.err = tooManyColumns(l.num, len(cells))
	}
	return cells
}

// closed reports whether line i ends with the bar that closes its last cell.
func (s *layout) closed(i int) bool {
	start, end := s.trim(s.ls[i].start, s.ls[i].end)
	return end > start && s.m[end-1] == '|' && !escaped(s.m, start, end-1)
}

func (s *layout) texts(cells []span) []string {
	ts := make([]string, len(cells))
	for i, c := range cells {
		ts[i] = string(bytes.TrimSpace(s.m[c[0]:c[1]]))
	}
	return ts
}

// tableOf recognises the header of one of the template's tables. cols says
// which cell holds each of the table's columns, -1 for none.
func tableOf(header []string) (t *table, cols []int) {
	if len(header) < 2 {
		return nil, nil
	}
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = fold(h)
	}
	best := 0
	for i := range tables {
		c, n := columnsOf(&tables[i], folded)
		// The column that names the row and at least half of the others.
		if key := c[keyColumn(&tables[i])] >= 0; key && n > best && 2*n >= len(c) && n >= 2 && distinct(&tables[i], c) {
			t, cols, best = &tables[i], c, n
		}
	}
	return t, cols
}

func keyColumn(t *table) int {
	if t.path == "metrics" {
		return 1
	}
	return 0
}

// distinct asks for a column that no other table of the template has: Area and
// Owner alone say nothing.
func distinct(t *table, cols []int) bool {
	for j, c := range t.columns {
		if cols[j] >= 0 {
			switch c.field {
			case "wave", "entry", "exit", "metric", "threshold", "sla", "path", "cadence", "evidence":
				return true
			}
		}
	}
	return false
}

// columnsOf finds the cell of each column, -1 for none, and how many it found.
// The template's own name of a column goes before the other ways to write it.
func columnsOf(t *table, header []string) (cols []int, n int) {
	cols = make([]int, len(t.columns))
	rank := make([]int, len(t.columns))
	for j := range cols {
		cols[j] = -1
	}
	for i, h := range header {
		name, ok := columnByName[t.path][h]
		if !ok {
			continue
		}
		if j := name.column; cols[j] < 0 || name.rank < rank[j] {
			if cols[j] < 0 {
				n++
			}
			cols[j], rank[j] = i, name.rank
		}
	}
	return cols, n
}

// ruler reports whether cells are the row of dashes under a header.
func ruler(cells []string) bool {
	for _, c := range cells {
		d := strings.TrimSuffix(strings.TrimPrefix(c, ":"), ":")
		if d == "" || strings.Trim(d, "-") != "" {
			return false
		}
	}
	return len(cells) > 0
}

// readTable reads the table whose header is line i and returns the line after it.
func (s *layout) readTable(i int, t *table, cols []int) int {
	width := len(s.split(i))
	if _, ok := s.rows[t.path]; !ok {
		s.rows[t.path] = 0
	}
	for i++; i < len(s.ls) && s.err == nil; i++ {
		if s.blank(i) {
			// Tables copied from a page can have blank lines between rows.
			if next := s.after(i); next == len(s.ls) || !s.continues(next) {
				return i
			}
			continue
		}
		if !s.isRow(i) {
			return i
		}
		cells := s.split(i)
		ts := s.texts(cells)
		if again, _ := tableOf(ts); again != nil {
			return i
		}
		if ruler(ts) || strings.Join(ts, "") == "" {
			continue
		}
		s.readRow(i, t, cols, width, cells)
	}
	return i
}

func (s *layout) isRow(i int) bool {
	if s.ls[i].code || len(s.split(i)) == 0 {
		return false
	}
	if bytes.TrimSpace(s.bytes(i))[0] == '|' {
		return true
	}
	_, label := s.labelAt(i)
	return !label
}

// after is the next line that is not blank.
func (s *layout) after(i int) int {
	for i < len(s.ls) && s.blank(i) {
		i++
	}
	return i
}

// continues reports whether line i, behind blank lines, is one more row of the
// table before them and not the header of another.
func (s *layout) continues(i int) bool {
	if s.ls[i].code || bytes.TrimSpace(s.bytes(i))[0] != '|' {
		return false
	}
	if i+1 < len(s.ls) && ruler(s.texts(s.split(i+1))) {
		return false
	}
	t, _ := tableOf(s.texts(s.split(i)))
	return t == nil
}

func (s *layout) readRow(i int, t *table, cols []int, width int, cells []span) {
	row := s.rows[t.path]
	s.rows[t.path] = row + 1
	l := s.ls[i]
	filled := false // by the author, beyond what the template gives
	for j, c := range cols {
		if c < 0 {
			continue
		}
		p := place{line: l.num}
		if c < len(cells) {
			p.start, p.end = s.trim(cells[c][0], cells[c][1])
			if p.start == p.end { // blank: write after the first of its blanks
				p.start = min(cells[c][0]+1, cells[c][1])
				p.end = p.start
			}
			p.text = unescape(string(s.m[p.start:p.end]))
			filled = filled || j >= t.given && p.text != ""
		} else {
			_, p.start = s.trim(l.start, l.end)
			p.end = p.start
			p.pre = strings.Repeat(" |", c-len(cells)) + " "
			p.post = " |"
			if !s.closed(i) {
				p.pre, p.post = " |"+p.pre, ""
			}
		}
		s.put(cellPath(t, row, t.columns[j].field), p)
	}
	extra := ""
	if len(cells) > width {
		extra = strings.TrimSpace(strings.Join(s.texts(cells[width:]), " "))
	}
	switch {
	case extra != "":
		s.note(l.num, "row-ragged", "This row has more cells than the table has columns; "+quote(extra)+" is not read.",
			"Write \\| for a bar that is part of the text, or take the surplus cell out.")
	case len(cells) < width && filled:
		s.note(l.num, "row-ragged", "This row has fewer cells than the table has columns; the last ones count as empty.",
			"Add the missing cells, and look whether the others stand in the right columns.")
	}
}

// pair reads a row of a two-column table "Field | Value".
func (s *layout) pair(i int, cells []span) bool {
	if len(cells) < 1 || len(cells) > 4 || bytes.TrimSpace(s.bytes(i))[0] != '|' && len(cells) != 2 {
		return false
	}
	l := labelByName[fold(string(s.m[cells[0][0]:cells[0][1]]))]
	if l == nil {
		return false
	}
	p := place{line: s.ls[i].num}
	if len(cells) > 1 {
		p.start, p.end = s.trim(cells[1][0], cells[1][1])
		if p.start == p.end {
			p.start = min(cells[1][0]+1, cells[1][1])
			p.end = p.start
		}
		p.text = unescape(string(s.m[p.start:p.end]))
	} else {
		_, p.start = s.trim(s.ls[i].start, s.ls[i].end)
		p.end, p.pre, p.post = p.start, " ", " |"
		if !s.closed(i) {
			p.pre, p.post = " | ", ""
		}
	}
	s.put(l.path, p)
	return true
}
