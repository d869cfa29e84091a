package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/store"
)

// sample is the used part of a small file with branches, long values and free
// pages.
func sample(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rollout.db")
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for k := range 60 {
				if err := tx.Put("k", fmt.Sprintf("%s-%d-%03d", strings.Repeat("x", 60), i, k), make([]byte, 40)); err != nil {
					return err
				}
			}
			return tx.Put("big", fmt.Sprint(i), make([]byte, 9000))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w := walkOver(b)
	if len(w.damage) > 0 || w.kinds["default/k"] != 360 || w.kinds["default/big"] != 6 || w.free == 0 {
		t.Fatalf("the sample: %d free, %v, damage %v", w.free, w.kinds, w.damage)
	}
	return b[:w.bytes()]
}

func walkOver(b []byte) *walker {
	w := &walker{f: bytes.NewReader(b), size: int64(len(b)), used: make(map[uint64]bool), kinds: make(map[string]int), sums: true}
	w.readHeaders()
	if len(w.damage) == 0 {
		w.walk()
	}
	return w
}

// TestPagesThatLeadAstray plants what makes bbolt itself never come back, read
// far outside, or write over what is in use.
func TestPagesThatLeadAstray(t *testing.T) {
	whole := sample(t)
	size := uint64(os.Getpagesize())
	n := binary.NativeEndian
	head := walkOver(whole).head
	var branch uint64
	for id := uint64(2); id < head.top; id++ {
		if n.Uint16(whole[id*size+8:]) != branchPage || n.Uint64(whole[id*size:]) != id {
			continue
		}
		// A page that a large value runs over can hold what is left of an old branch:
		// only one that is walked as a branch will do.
		without := bytes.Clone(whole)
		n.PutUint16(without[id*size+10:], 0)
		if len(walkOver(without).damage) > 0 {
			branch = id
		}
	}
	if branch == 0 {
		t.Fatal("the sample has no branch")
	}
	first := branch*size + pageHeader // its first element
	child := n.Uint64(whole[first+8:])
	for _, c := range []struct {
		name  string
		spoil func(b []byte)
		want  string
	}{
		{"a branch that leads to itself", func(b []byte) { n.PutUint64(b[first+8:], branch) }, "in use twice"},
		{"a branch that leads to another's child", func(b []byte) { n.PutUint64(b[first+8:], n.Uint64(b[first+24:])) }, ""},
		{"a branch that leads outside", func(b []byte) { n.PutUint64(b[first+8:], 1<<40) }, "it leads to page"},
		{"a key that lies outside", func(b []byte) { n.PutUint32(b[first+4:], 1<<31) }, "cannot be"},
		{"a branch of nothing", func(b []byte) { n.PutUint16(b[branch*size+10:], 0) }, "a branch of 0"},
		{"a branch of too much", func(b []byte) { n.PutUint16(b[branch*size+10:], 65535) }, "a branch of 65535"},
		{"a leaf of too much", func(b []byte) { n.PutUint16(b[child*size+10:], 65535) }, "a leaf of 65535"},
		{"a value that lies outside", func(b []byte) { n.PutUint32(b[child*size+pageHeader+12:], 1<<30) }, "points outside"},
		{"a page that runs on over the end", func(b []byte) { n.PutUint32(b[child*size+12:], 1<<30) }, "it leads to page"},
		{"a page that runs on into the next", func(b []byte) { n.PutUint32(b[child*size+12:], n.Uint32(b[child*size+12:])+3) }, "in use twice"},
		{"a page of no kind", func(b []byte) { n.PutUint16(b[child*size+8:], 7) }, "neither a branch nor a leaf"},
		{"a page with another's number", func(b []byte) { n.PutUint64(b[child*size:], child+1) }, "says that it is page"},
		{"a free page that is in use", func(b []byte) { n.PutUint64(b[head.freelist*size+pageHeader:], child) }, "the list of free pages: page"},
		{"a free page outside", func(b []byte) { n.PutUint64(b[head.freelist*size+pageHeader:], 1<<50) }, "the list of free pages"},
		{"more free pages than there can be", func(b []byte) {
			n.PutUint16(b[head.freelist*size+10:], 0xFFFF)
			n.PutUint64(b[head.freelist*size+pageHeader:], 1<<60)
		}, "it says that it has"},
		{"a free page less", func(b []byte) {
			at := head.freelist*size + 10
			n.PutUint16(b[at:], n.Uint16(b[at:])-1)
		}, "neither in use nor free"},
		{"keys out of order", func(b []byte) { b[child*size+pageHeader+uint64(n.Uint32(b[child*size+pageHeader+4:]))] = 'z' }, "out of order"},
	} {
		b := bytes.Clone(whole)
		c.spoil(b)
		w := walkOver(b)
		if len(w.damage) == 0 || !strings.Contains(fmt.Sprint(w.damage), c.want) {
			t.Errorf("%s: %v, want %q", c.name, w.damage, c.want)
		}
	}
}

// FuzzWalk changes pages at will: walking them ends and never panics.
func FuzzWalk(f *testing.F) {
	whole := sample(f)
	size := os.Getpagesize()
	f.Add(uint32(2*size+10), []byte{0xff, 0xff})
	f.Add(uint32(3*size), []byte{1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 9, 0, 200})
	f.Add(uint32(5*size+16), bytes.Repeat([]byte{0x81}, 64))
	f.Fuzz(func(t *testing.T, at uint32, change []byte) {
		b := bytes.Clone(whole)
		from := 2*size + int(at)%(len(b)-2*size)
		for i := range min(len(change), len(b)-from) {
			b[from+i] ^= change[i]
		}
		if w := walkOver(b); len(w.damage) > maxNamed+1 {
			t.Errorf("%d pieces of damage are named", len(w.damage))
		}
	})
}
