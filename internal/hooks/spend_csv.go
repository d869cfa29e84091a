package hooks

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/commands"
)

// readCSV reads rows under a header of the same names, in any order.
func readCSV(body []byte) ([]commands.FeedRow, *problem) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if !utf8.Valid(body) {
		return nil, malformed("That is not UTF-8.")
	}
	r := csv.NewReader(bytes.NewReader(body))
	r.ReuseRecord = true
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, malformed("There is no header.")
	}
	if err != nil {
		return nil, badCSV(err)
	}
	order, fault := readHeader(header)
	if fault != nil {
		return nil, fault
	}
	var rows []commands.FeedRow
	var faults []commands.RowFault
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, badCSV(err)
		}
		n := len(rows) + 1
		if n > maxRows {
			return nil, tooManyRows()
		}
		line, _ := r.FieldPos(0)
		row, fault := readCells(order, cells)
		if fault != nil {
			fault.Row, fault.Text = n, fmt.Sprintf("Line %d: %s", line, fault.Text)
			faults = append(faults, *fault)
		}
		rows = append(rows, row)
	}
	if len(faults) > 0 {
		p := refused(&commands.FeedError{Faults: faults})
		return nil, &p
	}
	return rows, nil
}

func readCells(order []*column, cells []string) (row commands.FeedRow, fault *commands.RowFault) {
	if len(cells) != len(order) {
		return row, &commands.RowFault{Text: fmt.Sprintf("it has %d cells and the header %d.", len(cells), len(order))}
	}
	for i, cell := range cells {
		*order[i].of(&row) = cell
	}
	return row, nil
}

// needed are the columns without which no row can be booked.
var needed = []string{"agent", "date", "amount", "currency", "id"}

func readHeader(cells []string) ([]*column, *problem) {
	var order []*column
	seen := map[string]bool{}
	for _, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		c := columnOf(name)
		switch {
		case c == nil:
			return nil, malformed(fmt.Sprintf("The header has a column %s; it must be agent,line,date,amount,currency,source,id.", strconv.Quote(clip(cell))))
		case seen[name]:
			return nil, malformed("The header has the column " + name + " twice.")
		}
		seen[name] = true
		order = append(order, c)
	}
	for _, name := range needed {
		if !seen[name] {
			return nil, malformed("The header lacks the column " + name + "; it must be agent,line,date,amount,currency,source,id.")
		}
	}
	return order, nil
}

func badCSV(err error) *problem {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return malformed(fmt.Sprintf("That is not CSV: line %d, %s.", at.Line, at.Err))
	}
	return malformed("That is not CSV.")
}
