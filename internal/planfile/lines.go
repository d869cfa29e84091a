package planfile

import "bytes"

// line is one line of the document without its end.
type line struct {
	start, end int  // bytes [start, end)
	num        int  // from 1
	code       bool // inside a fenced code block, fence included
}

// cut finds the lines; LF, CRLF and a lone CR end one.
func cut(doc []byte) ([]line, error) {
	var ls []line
	for at := 0; at < len(doc); {
		if len(ls) == MaxLines {
			return nil, tooManyLines()
		}
		end, next := len(doc), len(doc)
		if i := bytes.IndexAny(doc[at:], "\r\n"); i >= 0 {
			end, next = at+i, at+i+1
			if doc[end] == '\r' && next < len(doc) && doc[next] == '\n' {
				next++
			}
		}
		ls = append(ls, line{start: at, end: end, num: len(ls) + 1})
		at = next
	}
	return ls, nil
}

// mask returns a copy of the document, equal in length, in which comments and
// a byte order mark are blanks, and marks the lines of fenced code. The copy
// is what the scanner looks at: what readers of the page do not see is no
// field.
func mask(doc []byte, ls []line) []byte {
	m := bytes.Clone(doc)
	if bytes.HasPrefix(m, []byte("\ufeff")) {
		blank(m[:3])
	}
	lastClose := bytes.LastIndex(m, []byte("-->"))
	fence, opened, commentEnd := "", 0, 0
	for i := range ls {
		l := &ls[i]
		if l.start >= commentEnd {
			f := fenceOf(m[l.start:l.end])
			switch {
			case fence != "":
				l.code = true
				if len(f) >= len(fence) && f[0] == fence[0] && len(bytes.TrimSpace(m[l.start:l.end])) == len(f) {
					fence = ""
				}
				continue
			case f != "":
				fence, opened, l.code = f, i, true
				continue
			}
		}
		for at := max(l.start, commentEnd); at < l.end; {
			k := bytes.Index(m[at:l.end], []byte("<!--"))
			if k < 0 {
				break
			}
			open := at + k
			if escaped(m, l.start, open) || lastClose < open+4 {
				at = open + 4
				continue
			}
			commentEnd = open + 4 + bytes.Index(m[open+4:], []byte("-->")) + 3
			blank(m[open:commentEnd])
			at = commentEnd
		}
	}
	if fence != "" { // never closed: one stray fence must not hide half a plan
		for i := opened; i < len(ls); i++ {
			ls[i].code = false
		}
	}
	return m
}

// fenceOf is the run of three or more ` or ~ that opens or closes fenced code.
func fenceOf(b []byte) string {
	b = bytes.TrimLeft(b, " \t")
	if len(b) < 3 || b[0] != '`' && b[0] != '~' {
		return ""
	}
	n := 0
	for n < len(b) && b[n] == b[0] {
		n++
	}
	if n < 3 || b[0] == '`' && bytes.IndexByte(b[n:], '`') >= 0 {
		return ""
	}
	return string(b[:n])
}

// blank overwrites with spaces and keeps line ends, so that places stay.
func blank(b []byte) {
	for i, c := range b {
		if c != '\n' && c != '\r' {
			b[i] = ' '
		}
	}
}

// escaped reports whether an odd number of backslashes precedes at.
func escaped(b []byte, from, at int) bool {
	n := 0
	for at-n-1 >= from && b[at-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}
