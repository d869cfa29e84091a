package planfile

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Limits of a plan. A real one is a few kilobytes.
const (
	MaxBytes   = 256 << 10
	MaxLines   = 4000
	MaxColumns = 64
	MaxCell    = 8 << 10 // bytes of one cell or one bullet's value
)

const unchanged = "Nothing was imported."

// check refuses what cannot be a plan before anything is read.
func check(doc []byte) error {
	switch {
	case len(bytes.TrimSpace(doc)) == 0:
		return rollout.Problemf(rollout.Invalid, "Send the filled-in template as Markdown.", "This file is empty. %s", unchanged)
	case len(doc) > MaxBytes:
		line := 1 + bytes.Count(doc[:MaxBytes], []byte("\n"))
		return rollout.Problemf(rollout.Invalid, "Is this the right file? If it is, move attachments and logs out of it.",
			"This file is too big: %d KiB, a plan may have %d; the limit is reached at line %d. %s", (len(doc)+1023)/1024, MaxBytes>>10, line, unchanged)
	case bytes.HasPrefix(doc, []byte{0xff, 0xfe}) || bytes.HasPrefix(doc, []byte{0xfe, 0xff}):
		return rollout.Problemf(rollout.Invalid, "Save it as UTF-8 and send it again.", "This file is written in UTF-16, not UTF-8 (line 1). %s", unchanged)
	}
	if at := notText(doc); at >= 0 {
		line := 1 + bytes.Count(doc[:at], []byte("\n"))
		return rollout.Problemf(rollout.Invalid, "Save the plan as Markdown text in UTF-8 and send it again.",
			"This is not a text file: line %d holds bytes that are no UTF-8 text. %s", line, unchanged)
	}
	return nil
}

// notText is the place of the first byte that no text holds, or -1.
func notText(doc []byte) int {
	nul := bytes.IndexByte(doc, 0)
	if utf8.Valid(doc) {
		return nul
	}
	for at := 0; at < len(doc); {
		r, n := utf8.DecodeRune(doc[at:])
		if r == utf8.RuneError && n == 1 || r == 0 {
			return at
		}
		at += n
	}
	return nul
}

func tooManyLines() error {
	return rollout.Problemf(rollout.Invalid, "Is this the right file? A filled-in template has about 100 lines.",
		"This file has more than %d lines: line %d is one too many. %s", MaxLines, MaxLines+1, unchanged)
}

func tooManyColumns(line, n int) error {
	return rollout.Problemf(rollout.Invalid, fmt.Sprintf("Shorten line %d, or write \\| where a bar is part of the text.", line),
		"Line %d has %d columns, a table may have %d. %s", line, n, MaxColumns, unchanged)
}

func tooLongCell(line, n int) error {
	return rollout.Problemf(rollout.Invalid, fmt.Sprintf("Shorten the text at line %d and link to the rest.", line),
		"The field at line %d is too long: %d bytes, a field may have %d. %s", line, n, MaxCell, unchanged)
}

func otherDocument() error {
	return rollout.Problemf(rollout.Invalid, "Fill in the template “Rollout And Operations Plan” and send that.",
		"This looks like another document: none of the seven sections was found. %s", unchanged)
}
