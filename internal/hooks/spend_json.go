package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/commands"
)

// column is a field of a row, by its name in JSON and in the header of CSV.
type column struct {
	name string
	of   func(*commands.FeedRow) *string
}

var columns = []column{
	{"agent", func(r *commands.FeedRow) *string { return &r.Agent }},
	{"line", func(r *commands.FeedRow) *string { return &r.Line }},
	{"date", func(r *commands.FeedRow) *string { return &r.Date }},
	{"amount", func(r *commands.FeedRow) *string { return &r.Amount }},
	{"currency", func(r *commands.FeedRow) *string { return &r.Currency }},
	{"source", func(r *commands.FeedRow) *string { return &r.Source }},
	{"id", func(r *commands.FeedRow) *string { return &r.ID }},
}

func columnOf(name string) *column {
	for i := range columns {
		if columns[i].name == name {
			return &columns[i]
		}
	}
	return nil
}

// readJSON reads one row or a list of rows. It goes token by token: a name that
// comes twice or is not one of ours is refused, since a guess would be money.
func readJSON(body []byte) ([]commands.FeedRow, *problem) {
	if !utf8.Valid(body) {
		return nil, malformed("That is not UTF-8.")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var rows []commands.FeedRow
	first, err := dec.Token()
	if err != nil {
		return nil, badJSON(err)
	}
	switch first {
	case json.Delim('{'):
		row, fault := readObject(dec, 1)
		if fault != nil {
			return nil, fault
		}
		rows = append(rows, row)
	case json.Delim('['):
		for dec.More() {
			if len(rows) == maxRows {
				return nil, tooManyRows()
			}
			start, err := dec.Token()
			if err != nil {
				return nil, badJSON(err)
			}
			if start != json.Delim('{') {
				return nil, wrongRow(len(rows)+1, "", fmt.Sprintf("Row %d is not an object.", len(rows)+1))
			}
			row, fault := readObject(dec, len(rows)+1)
			if fault != nil {
				return nil, fault
			}
			rows = append(rows, row)
		}
		if _, err := dec.Token(); err != nil {
			return nil, badJSON(err)
		}
	default:
		return nil, malformed("Send one object or a list of objects.")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("There is something behind the end of the JSON.")
	}
	return rows, nil
}

// readObject reads what follows an opening brace.
func readObject(dec *json.Decoder, n int) (row commands.FeedRow, fault *problem) {
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return row, badJSON(err)
		}
		name, _ := token.(string) // names are strings in every object
		c := columnOf(name)
		switch {
		case c == nil:
			return row, wrongRow(n, clip(name), fmt.Sprintf("Row %d has a field %s, which is none of agent, line, date, amount, currency, source, id.", n, strconv.Quote(clip(name))))
		case seen[name]:
			return row, wrongRow(n, name, fmt.Sprintf("Row %d has the field %s twice.", n, name))
		}
		seen[name] = true
		value, err := dec.Token()
		if err != nil {
			return row, badJSON(err)
		}
		switch v := value.(type) {
		case string:
			*c.of(&row) = v
		case json.Number:
			if name != "amount" && name != "id" {
				return row, wrongRow(n, name, fmt.Sprintf("Row %d: the %s must be a text.", n, name))
			}
			row.Number = row.Number || name == "amount"
			*c.of(&row) = v.String()
		case nil:
		default:
			kind := "a text"
			if name == "amount" || name == "id" {
				kind = "a text or a number"
			}
			return row, wrongRow(n, name, fmt.Sprintf("Row %d: the %s must be %s.", n, name, kind))
		}
	}
	if _, err := dec.Token(); err != nil {
		return row, badJSON(err)
	}
	return row, nil
}

func badJSON(err error) *problem {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return malformed(fmt.Sprintf("That is not JSON: %s, at byte %d.", syntax, syntax.Offset))
	}
	return malformed("The JSON ends too early.")
}

// clip cuts what was sent to a length that can be repeated.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
