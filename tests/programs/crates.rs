// Functions with the names that Rust makes: of modules, of types and of traits.
mod space {
    pub struct Shape {
        pub sides: u64,
    }

    pub trait Area {
        fn area(&self) -> u64;
    }

    impl Area for Shape {
        #[inline(never)]
        fn area(&self) -> u64 {
            std::hint::black_box(self.sides * self.sides)
        }
    }

    impl Shape {
        #[inline(never)]
        pub fn grow(&mut self, by: u64) -> u64 {
            self.sides += std::hint::black_box(by);
            self.sides
        }
    }

    #[inline(never)]
    pub fn largest<T: PartialOrd>(a: T, b: T) -> T {
        std::hint::black_box(if a > b { a } else { b })
    }
}

use space::Area;

fn main() {
    let mut shape = space::Shape { sides: 3 };
    let grown = shape.grow(4);
    let area = shape.area();
    let largest = space::largest(7u64, area);

    std::process::exit(if grown == 7 && area == 49 && largest == 49 { 0 } else { 1 });
}
