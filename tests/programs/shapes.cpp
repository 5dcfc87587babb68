// Functions of C++: calls shape::square::area(int) through shape::measured<int>(int).
namespace shape {

struct square {
	__attribute__((noinline)) int area(int side)
	{
		__asm__ volatile("" : : "r"(side) : "memory");
		return side * side;
	}
};

template <typename number> __attribute__((noinline)) number measured(number side)
{
	square s;

	return s.area(side) + 1;
}

} // namespace shape

int main()
{
	return shape::measured<int>(3) != 10;
}
